"""What every adapter must hold to: each provider's test module inherits these classes and fills them in."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.account import Account
from providers.errors import ProviderError, Unavailable, Unsupported
from providers.face import Handle, Provider, Read, SubmitItem, Submitted, VideoReference
from providers.profile import MediaKind, Verification
from providers.registry import PROVIDERS
from tests.providers.any_json import any_json, spoilt_json
from tests.providers.faults import FAULTS, NOW, Expected
from tests.providers.orders import any_order
from tests.providers.scripted import Recorded, ScriptedGateway

HANDLE_NAMES = ("id", "task", "name", "alone", "library", "token", "group_id")
REDIRECT_NAMES = ("resultCode", "group_id", "verify_type", "reqMeasureInfoValue", "bytedToken", "x")
KEY = "sk-contract-9f8e7d6c5b4a"
Run = Callable[[Provider], Awaitable[Any]]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One use of the face, the documented answers it gets in order, and where it departs from the table.

    `essential` is the field without which the answer is no success; `outcomes` replaces the expected error of
    a fault, None where the operation does not mind.
    """

    run: Run
    answers: Sequence[Recorded]
    essential: str = "id"
    outcomes: Mapping[str, Expected] = field(default_factory=dict)


def raised(results: Sequence[Submitted | Read]) -> Sequence[Submitted | Read]:
    """Raise the first error among the results of a batch, so that both kinds of failure look alike."""
    for result in results:
        if result.error:
            raise result.error
    return results


def submits(*items: SubmitItem) -> Run:
    """Submit these, raising the first error."""

    async def run(provider: Provider) -> Any:
        return raised(await provider.submit(items))

    return run


def reads(*handles: Handle) -> Run:
    """Look these up, raising the first error."""

    async def run(provider: Provider) -> Any:
        return raised(await provider.read(handles))

    return run


class Scripted:
    """Gives tests of one provider a scripted gateway on a real socket, and the adapter that speaks with it."""

    name: ClassVar[str]

    def provider(self, url: str, **extra: Any) -> Provider:
        entry = PROVIDERS[self.name]
        account = Account(
            profile=entry.profile,
            keys={entry.profile.key_variable: KEY},
            bases={entry.profile.base_variable: url},
            now=lambda: NOW,
            **extra,
        )
        return entry.build(account)

    @asynccontextmanager
    async def scripted(self, recordings: Sequence[Recorded], **extra: Any) -> Any:
        gateway = ScriptedGateway(recordings=recordings)
        await gateway.start()
        provider = self.provider(gateway.url, **extra)
        try:
            yield gateway, provider
        finally:
            await provider.aclose()
            await gateway.stop()


class ProviderContract(Scripted):
    """Runs every fault against every operation of one adapter."""

    operations: ClassVar[Mapping[str, Operation]]

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        names = metafunc.fixturenames
        if "call_number" in names:
            calls = [(op, n) for op, o in self.operations.items() for n in range(len(o.answers))]
            metafunc.parametrize(("operation", "call_number"), calls)
        elif "operation" in names:
            metafunc.parametrize("operation", list(self.operations))
        if "fault" in names:
            metafunc.parametrize("fault", list(FAULTS))

    async def test_a_documented_answer_is_a_success(self, operation: str) -> None:
        """Every operation succeeds on the answers that the gateway documents, and sends its key."""
        op = self.operations[operation]
        async with self.scripted(op.answers) as (gateway, provider):
            await op.run(provider)
        assert len(gateway.calls) == len(op.answers)
        assert all(call.headers["Authorization"] == f"Bearer {KEY}" for call in gateway.calls)

    async def test_each_fault_ends_in_its_stated_error(
        self, operation: str, call_number: int, fault: str
    ) -> None:
        """Whatever goes wrong in whichever call comes out as the one error that the table states."""
        op, case = self.operations[operation], FAULTS[fault]
        expected = op.outcomes.get(fault, case.expected)
        async with self.scripted(op.answers, **case.extra) as (gateway, provider):
            gateway.spoil, gateway.spoil_at = case.spoil(op.essential), call_number
            if expected is None:
                await op.run(provider)
                return
            with pytest.raises(ProviderError) as caught:
                await op.run(provider)
        assert type(caught.value) is expected
        assert caught.value.provider == self.name
        assert caught.value.retry_after_ms == case.retry_after_ms
        assert KEY not in "".join(traceback.format_exception(caught.value)) + repr(caught.value.__dict__)

    async def test_a_gateway_that_is_not_there_is_unavailable(self, operation: str) -> None:
        """A refused connection means that nothing was accepted."""
        provider = self.provider("http://127.0.0.1:9")
        with pytest.raises(Unavailable):
            await self.operations[operation].run(provider)
        await provider.aclose()

    async def test_the_gateway_repeating_the_key_leaks_nothing(
        self, operation: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A key, a token or a signed link in the gateway's words is cut out of the error and the log."""
        caplog.set_level("DEBUG")
        words = (
            f"bad key {KEY} for https://cdn.example.com/a.jpg?X-Signature=topsecret, byted_token=topsecret"
        )
        op = self.operations[operation]
        answer = [
            Recorded(method=a.method, path=a.path, body={"error": words}, status=400) for a in op.answers
        ]
        async with self.scripted(answer) as (_, provider):
            try:
                told = repr(await op.run(provider))
            except ProviderError as error:
                told = "".join(traceback.format_exception(error)) + repr(vars(error))
        text = told + repr(provider) + repr(vars(provider))
        for secret in (KEY, "topsecret"):
            assert secret not in text
            assert secret not in caplog.text

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_arbitrary_json_raises_nothing_but_our_own_tree(
        self, operation: str, data: st.DataObject
    ) -> None:
        """Any JSON at all ends in a result or in a ProviderError."""
        op = self.operations[operation]
        answers = iter([data.draw(spoilt_json(recorded.body)) for recorded in op.answers])
        statuses = st.sampled_from([200, 200, 200, 201, 204, 301, 400, 404, 429, 500])

        def answer(_request: httpx.Request) -> httpx.Response:
            return httpx.Response(data.draw(statuses), content=json.dumps(next(answers, {})))

        async def use() -> None:
            provider = self.provider("http://gateway.test", transport=httpx.MockTransport(answer))
            try:
                await op.run(provider)
            except ProviderError:
                pass
            finally:
                await provider.aclose()

        asyncio.run(use())

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_any_handle_raises_nothing_but_our_own_tree(self, data: st.DataObject) -> None:
        """A handle or a redirect that was spoilt on its way ends in a result or in a ProviderError."""
        handles = st.dictionaries(st.sampled_from(HANDLE_NAMES), any_json(), max_size=3)
        redirects = st.none() | st.dictionaries(st.sampled_from(REDIRECT_NAMES), st.text())
        handle, redirect = data.draw(handles), data.draw(redirects)

        def answer(_request: httpx.Request) -> httpx.Response:
            return httpx.Response(200, content=json.dumps(data.draw(any_json())))

        async def use() -> None:
            provider = self.provider("http://gateway.test", transport=httpx.MockTransport(answer))
            assert len(await provider.read([handle, handle])) == 2
            for run in (
                lambda: provider.read_video(handle),
                lambda: provider.delete(handle),
                lambda: provider.cancel_video(handle),
                lambda: provider.read_verification(handle, redirect),
                lambda: provider.parse_push(handle),
            ):
                with suppress(ProviderError):
                    await run()
            await provider.aclose()

        asyncio.run(use())

    async def test_what_the_profile_does_not_declare_is_refused_before_any_http(self) -> None:
        """Each optional use that the profile leaves out raises Unsupported without a call."""
        profile = PROVIDERS[self.name].profile
        order = any_order(self.name)
        async with self.scripted(()) as (gateway, provider):
            uses: list[tuple[bool, Callable[[], Awaitable[Any]]]] = [
                (profile.can_find, lambda: provider.find("r_x", None)),
                (profile.can_delete, lambda: provider.delete({"id": "x"})),
                (profile.can_find_video, lambda: provider.find_video(order)),
                (profile.can_cancel_video, lambda: provider.cancel_video({"id": "x"})),
                (bool(profile.hosts_files), lambda: provider.host_file(MediaKind.IMAGE, "a.jpg", b"x")),
                (
                    profile.verification is not Verification.NONE,
                    lambda: provider.open_verification("https://app.example.com/cb", "en"),
                ),
            ]
            for declared, use in uses:
                if not declared:
                    with pytest.raises(Unsupported):
                        await use()
            assert not gateway.calls

    @pytest.mark.parametrize("change", ["model", "seconds", "ratio", "resolution", "prompt", "face by link"])
    async def test_an_order_beyond_the_profile_is_refused_before_any_http(self, change: str) -> None:
        """A model, length, shape or face that the profile does not offer is never sent."""
        profile = PROVIDERS[self.name].profile
        changes: dict[str, dict[str, Any]] = {
            "model": {"model": "no-such-model"},
            "seconds": {"seconds": 999},
            "ratio": {"ratio": "5:1"},
            "resolution": {"resolution": "9999p"},
            "prompt": {"prompt": "x" * (profile.prompt_max + 1)},
            "face by link": {
                "references": (
                    VideoReference(kind=MediaKind.IMAGE, uri="https://x.example/a.jpg", real_person=True),
                )
            },
        }
        async with self.scripted(()) as (gateway, provider):
            with pytest.raises(Unsupported):
                await provider.start_video(any_order(self.name, **changes[change]))
            assert not gateway.calls

    def test_every_error_and_result_is_told_apart_by_item(self) -> None:
        """A batch gives one result per item, in the order asked, even when some fail."""
        names = [f"r_{number}" for number in range(5)]

        def answer(_request: httpx.Request) -> httpx.Response:
            return httpx.Response(503, json={})

        async def use() -> list[str]:
            provider = self.provider("http://gateway.test", transport=httpx.MockTransport(answer))
            items = [
                SubmitItem(
                    name=name, kind=MediaKind.IMAGE, url=f"https://x.example/{name}", real_person=False
                )
                for name in names
            ]
            results = await provider.submit(items)
            await provider.aclose()
            assert all(isinstance(result.error, Unavailable) for result in results)
            return [result.name for result in results]

        assert asyncio.run(use()) == names
