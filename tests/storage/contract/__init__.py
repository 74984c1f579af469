"""What every storage must do: inherit `StorageContract` and give it a fixture `storage`, open and empty."""

from tests.storage.contract.changes import ChangesContract
from tests.storage.contract.facts import FactsContract
from tests.storage.contract.home import HomeContract
from tests.storage.contract.jobs import JobsContract
from tests.storage.contract.lanes import LanesContract
from tests.storage.contract.ledger import LedgerContract
from tests.storage.contract.library import LibraryContract
from tests.storage.contract.messages import MessagesContract
from tests.storage.contract.rights import RightsContract
from tests.storage.contract.threads import ThreadsContract
from tests.storage.contract.withdrawals import WithdrawalsContract


class StorageContract(
    ChangesContract,
    FactsContract,
    HomeContract,
    JobsContract,
    LanesContract,
    LedgerContract,
    LibraryContract,
    MessagesContract,
    RightsContract,
    ThreadsContract,
    WithdrawalsContract,
):
    """The whole face."""
