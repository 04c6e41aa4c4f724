"""botocore's models of the services, read once for the simulated account and the clients above it."""

from __future__ import annotations

from functools import lru_cache

from botocore.loaders import create_loader
from botocore.model import ServiceModel

# Reading a model takes most of the time of creating a client; EC2's alone takes 0.2 seconds.
LOADER = create_loader()


# Services that requests are signed for by another name than botocore's.
_MODELS = {"access-analyzer": "accessanalyzer"}


@lru_cache
def service_model(service: str) -> ServiceModel:
    """The model of a service, by the name that requests are signed for: `iam`."""
    model = _MODELS.get(service, service)
    return ServiceModel(LOADER.load_service_model(model, "service-2"), model)
