"""Notices: one topic, encrypted, spoken to over TLS, and an e-mail only for who asks for it."""

from infra.local.template import load_template
from tests.system import QUEUES_ENDPOINT, ROOT, functions, system

TOPICS = dict(system().of_type("AWS::SNS::Topic"))


def subscriptions(**parameters: str) -> list[dict[str, str]]:
    template = load_template(ROOT / "template.yaml", parameters, QUEUES_ENDPOINT)
    return [template.resolve(properties) for _, properties in template.of_type("AWS::SNS::Subscription")]


def test_there_is_one_topic_encrypted_and_named_after_the_stack():
    ((_, topic),) = TOPICS.items()
    assert topic["KmsMasterKeyId"] == "alias/aws/sns"
    assert "${AWS::StackName}" in str(topic["TopicName"])


def test_the_topic_is_spoken_to_over_tls_alone():
    ((_, policy),) = system().of_type("AWS::SNS::TopicPolicy")
    (denied,) = policy["PolicyDocument"]["Statement"]
    assert (denied["Effect"], denied["Principal"], denied["Action"]) == ("Deny", "*", "sns:Publish")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert system().resolve(policy["Topics"]) == [system().attributes("NoticesTopic")["Ref"]]


def test_nobody_gets_mail_unless_they_ask_for_it():
    assert subscriptions() == []
    (subscription,) = subscriptions(NoticesEmail="shop@example.org")
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "shop@example.org")


def test_the_functions_that_name_the_topic_are_given_its_arn():
    arn = system().attributes("NoticesTopic")["Ref"]
    assert arn.startswith("arn:aws:sns:")
    given = [made["Environment"]["Variables"].get("NOTICES_TOPIC_ARN") for made in functions().values()]
    assert set(given) <= {None, arn}
