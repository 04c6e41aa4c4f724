"""botocore's models of the services, read once for the simulated account and the clients above it."""

from __future__ import annotations

from functools import lru_cache

from botocore.loaders import create_loader
from botocore.model import ServiceModel

# Reading a model takes most of the time of creating a client; EC2's alone takes 0.2 seconds.
LOADER = create_loader()


@lru_cache
def service_model(service: str) -> ServiceModel:
    """The model of a service: `iam`."""
    return ServiceModel(LOADER.load_service_model(service, "service-2"), service)
