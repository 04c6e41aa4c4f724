"""The simulated account's Secrets Manager, as far as it lists secrets. It has no values.

https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bks_tui.demo.services.token_paging import token_page
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import not_simulated


def list_secrets(account: SimulatedAccount, parameters: Mapping[str, Any], region: str) -> dict[str, Any]:
    """The secrets that have a word of the filter somewhere; those to be deleted only on request."""
    filters = parameters.get("Filters", [])
    if any(each["Key"] != "all" for each in filters):
        raise not_simulated("other filters than 'all'")
    found = [
        secret
        for secret in account.further.secrets[region]
        if ("DeletedDate" not in secret or parameters.get("IncludePlannedDeletion"))
        and all(_matches(secret, each["Values"]) for each in filters)
    ]
    page, more = token_page(account, f"secretsmanager:ListSecrets {filters}", region, found, parameters, largest=100)
    return {"SecretList": page, **more}


def _matches(secret: Mapping[str, Any], values: list[str]) -> bool:
    """Whether any word of a value is in it: a hyphen separates words."""
    tags = " ".join(f"{tag['Key']} {tag['Value']}" for tag in secret.get("Tags", ()))
    text = f"{secret['Name']} {secret.get('Description', '')} {tags}".casefold()
    return any(word and word in text for value in values for word in re.split(r"\W+", value.casefold()))
