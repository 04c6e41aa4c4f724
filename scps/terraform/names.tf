locals {
  names = toset([
    "1-block-all-keys",
    "2-enforce-90day-max",
    "3-block-long-term-only",
    "4-block-phantom-access-keys",
    "5-block-phantom-user-creation",
    "claude-platform-1-block-all-keys",
    "claude-platform-2-enforce-90day-max",
    "claude-platform-3-block-long-term-only",
    "claude-platform-4-block-phantom-access-keys",
    "claude-platform-5-block-phantom-user-creation",
    "logs-1-block-all-keys",
    "logs-2-enforce-90day-max",
    "cloudwatch-1-block-all-keys",
    "cloudwatch-2-enforce-90day-max",
    "xray-1-block-all-keys",
    "xray-2-enforce-90day-max",
    "sagemaker-1-block-all-keys",
    "sagemaker-3-block-long-term-only",
  ])
}
