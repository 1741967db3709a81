import { AlertTopics } from "../../../modules/aws/alert-topics";
import { synthesizeModule } from "../../support/modules";

const topics = (emails?: Record<string, string>) =>
  synthesizeModule(AlertTopics, { name: "artist-test", accountId: "123456789012", emails });

describe("the topics of the alerts", () => {
  it.each([[undefined], [{ a: "a@example.com" }], [{ a: "a@example.com", b: "b@example.com" }]])(
    "send e-mails to %j",
    (emails) => {
      const subscription = topics(emails).resource("aws_sns_topic_subscription.alert_topics_email");
      expect(subscription).toMatchObject({
        for_each: emails ?? {},
        topic_arn: "${aws_sns_topic.alert_topics.arn}",
        protocol: "email",
        endpoint: "${each.value}",
      });
    },
  );

  it.each([["operations"], ["a b@example.com"]])("refuse %s, which is not an e-mail address", (email) => {
    expect(() => topics({ email })).toThrow("e-mail addresses");
  });

  it("are encrypted with one key, whose policy CloudWatch needs", () => {
    const json = topics();
    const keys = Object.values(json.resources("aws_sns_topic")).map((topic) => topic.kms_master_key_id);
    expect(keys).toEqual(Array(2).fill("${aws_kms_key.alert_topics_key.arn}"));
    expect(json.resource("aws_kms_key.alert_topics_key").policy).toBe(
      "${data.aws_iam_policy_document.alert_topics_key_policy.json}",
    );
  });

  it("get an alarm if there is no heartbeat for 15 minutes, also if there is no data", () => {
    const json = topics();
    const alarm = json.resource("aws_cloudwatch_metric_alarm.alert_topics_absence");
    expect(alarm).toMatchObject({
      namespace: "AWS/SNS",
      metric_name: "NumberOfMessagesPublished",
      dimensions: { TopicName: "${aws_sns_topic.alert_topics_heartbeat.name}" },
      comparison_operator: "LessThanThreshold",
      threshold: 1,
      treat_missing_data: "breaching",
    });
    expect(alarm.period * alarm.evaluation_periods).toBe(15 * 60);
    const topic = "${aws_sns_topic.alert_topics.arn}";
    expect([alarm.alarm_actions, alarm.ok_actions]).toEqual([[topic], [topic]]);
  });
});
