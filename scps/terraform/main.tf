# Creates and attaches the policies in the JSON files of the parent folder.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "attach" {
  description = "The name of each policy to attach (1-block-all-keys), with the ids of roots, OUs or accounts."
  type        = map(list(string))

  validation {
    condition     = alltrue([for name in keys(var.attach) : contains(local.names, name)])
    error_message = "There is no policy of this name: see names.tf."
  }
}

resource "aws_organizations_policy" "this" {
  for_each = var.attach

  name    = "bks-${each.key}"
  type    = "SERVICE_CONTROL_POLICY"
  content = jsonencode(jsondecode(file("${path.module}/../${each.key}.json")))
}

resource "aws_organizations_policy_attachment" "this" {
  for_each = merge([
    for name, targets in var.attach : { for target in targets : "${name} ${target}" => { name = name, target = target } }
  ]...)

  policy_id = aws_organizations_policy.this[each.value.name].id
  target_id = each.value.target
}

output "policy_ids" {
  description = "The id of each created policy, by its name."
  value       = { for name, policy in aws_organizations_policy.this : name => policy.id }
}
