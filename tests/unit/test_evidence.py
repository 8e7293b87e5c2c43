"""What files of a dataset prove for each other."""

from perennial.evidence import agreed_evidence, reads_otherwise
from perennial.records import FileState, FileStatus

ORDER = "date_order:when"


def state(key: str, proves: str | None = None, *, status: FileStatus = "clean", asked=None) -> FileState:
    evidence = {} if proves is None else {ORDER: proves}
    return FileState("shop", key, status, "e", "d", evidence=evidence, evidence_asked=asked or {})


def test_what_one_file_proves_and_nobody_contradicts_is_agreed():
    assert agreed_evidence([state("a"), state("b", "day first"), state("c", "day first")]) == {ORDER: "day first"}


def test_files_that_contradict_each_other_agree_on_nothing():
    assert agreed_evidence([state("a", "month first"), state("b", "day first")]) == {}


def test_files_that_failed_or_are_gone_prove_nothing():
    assert agreed_evidence([state("a", "day first", status="failed"), state("b", "day first", status="gone")]) == {}


def test_a_file_that_asked_nobody_is_read_the_same_whatever_is_agreed():
    assert not reads_otherwise(state("a"), {ORDER: "day first"})


def test_a_file_that_asked_is_read_otherwise_once_the_answer_is_another():
    waiting, helped = state("a", asked={ORDER: None}), state("b", asked={ORDER: "day first"})
    assert reads_otherwise(waiting, {ORDER: "day first"})
    assert not reads_otherwise(waiting, {})
    assert not reads_otherwise(helped, {ORDER: "day first"})
    assert reads_otherwise(helped, {ORDER: "month first"})
    assert reads_otherwise(helped, {})
