import { z } from "zod";
import { Contract, text } from "../../kit/contract";
import { accountId, distinctMap, extended, pattern, resourceName } from "../../kit/rules";

/** What is accepted as the addresses of the alerts. */
export const emailsAccepted = "different e-mail addresses, such as operations@example.com";

/** An address of ASCII characters, without those that begin an expression in Terraform or a text in quotes. */
export const email = pattern(
  /^[\w.!#&'*+/=?^~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/,
  emailsAccepted,
  "operations@example.com",
);

/** What a stage may choose of its alerts. */
export const alertOptions = z.strictObject({
  emails: distinctMap(email, emailsAccepted, 0)
    .default({})
    .meta({ example: { operations: "operations@example.com" } })
    .describe(
      "E-mail addresses that get the alerts, by a name of your choice; each one gets a link first, with which its owner confirms the subscription",
    )
    .meta({
      changes: [
        {
          effect: "in place",
          when: "one is added",
          text: "The address gets a link; it gets alerts when its owner has confirmed it",
        },
        { effect: "removal", when: "one is removed", text: "The address gets no alerts any more" },
      ],
    }),
});

/** Inputs of the topics of the alerts. */
export const alertTopicsSchema = extended(alertOptions, {
  name: resourceName.describe("Prefix of the names of the topics, and the sender's name of the e-mails"),
  accountId: accountId.describe("ID of the AWS account of the topics"),
}).describe(
  "The SNS topics of the alerts, encrypted: one with e-mail subscriptions, and one for a heartbeat, whose absence is an alarm",
);

/** Configuration of {@link AlertTopics}. */
export type AlertTopicsConfig = z.infer<typeof alertTopicsSchema>;

/** Outputs of the topics of the alerts. */
export const alertTopicsContract = new Contract({
  alerts_arn: text("ARN of the topic of the alerts"),
  heartbeat_arn: text("ARN of the topic that needs a message every five minutes"),
  kms_key_arn: text("ARN of the KMS key that encrypts both topics"),
});
