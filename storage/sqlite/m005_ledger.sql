-- What is said of a person is found by what it is about, to tell it and to erase it.
CREATE INDEX ledger_by_subject ON ledger (subject);
