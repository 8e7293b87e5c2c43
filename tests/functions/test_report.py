"""The report function on saved events: pages about the current scores, one dataset a message."""

from functions.report.app import handler
from perennial import layout
from perennial.pointers import read_pointer
from perennial.stages.score import score
from tests.cloud import Cloud, context
from tests.functions.test_score import NO_FAILURES, with_features, with_model
from tests.system import saved_event
from tests.unit.stages.test_report import NOW


def test_the_report_lies_in_the_lake_and_its_run_is_recorded(cloud: Cloud, work_dir):
    with_features(cloud, work_dir)
    with_model(cloud)
    score("shop", cloud.ports, work_dir=work_dir, now=NOW)
    with cloud.function("ReportFunction"):
        assert handler(saved_event("report_one_dataset"), context()) == NO_FAILURES
    pointer = read_pointer(cloud.ports.lake, layout.report_pointer("shop"))
    page = cloud.ports.lake.read(layout.reports_folder("shop", pointer.snapshot or "") + "report.html").body
    assert b"shop: what to expect of our customers" in page
    (run,) = cloud.ports.state.runs("shop")
    assert (run.stage, run.outcome) == ("report", "done")


def test_a_dataset_without_scores_is_left_until_scoring_calls(cloud: Cloud):
    with cloud.function("ReportFunction"):
        assert handler(saved_event("report_one_dataset"), context()) == NO_FAILURES
    (run,) = cloud.ports.state.runs("shop")
    assert (run.stage, run.outcome) == ("report", "nothing_to_do")


def test_a_message_nobody_understands_comes_back(cloud: Cloud):
    event = saved_event("report_one_dataset")
    event["Records"][0]["body"] = "{}"
    with cloud.function("ReportFunction"):
        answer = handler(event, context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]}
