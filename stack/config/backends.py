"""The backends of a stack file: a union tagged by `kind`."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from stack.config.amp_settings import AmpSettings
from stack.config.azure_monitor import AzureMonitorBackend
from stack.config.model import Model
from stack.config.store import Store
from stack.config.target import Written
from stack.config.thanos import ThanosBackend
from stack.config.values import (
    AccountId,
    AmpWorkspaceId,
    AwsRegion,
    Distinct,
    HttpUrl,
    Pem,
)


class ExistingAmpWorkspace(Model):
    """An AMP workspace that exists already."""

    id: AmpWorkspaceId = Field(description="Id of the workspace, `ws-…`.")
    account_id: AccountId | None = Field(
        default=None,
        description="Its account, `aws.accountId` when left out. Another one has to let this one write to it.",
    )
    region: AwsRegion | None = Field(default=None, description="Its region, `aws.region` when left out.")


class AmpBackend(AmpSettings, Store):
    """An Amazon Managed Service for Prometheus workspace."""

    kind: Literal["amp"]
    workspace: ExistingAmpWorkspace | None = Field(default=None, description="A workspace that exists already.")
    # https://docs.aws.amazon.com/prometheus/latest/userguide/AMP_quotas.html
    retention_days: int = Field(default=150, ge=1, le=1095, description="How long samples are kept.")
    shared_with: Annotated[list[AccountId], Distinct] = Field(
        default=[], description="Other accounts whose roles may write to the workspace."
    )
    native_histograms: bool = Field(
        default=False,
        description="Whether native histograms are sent too, where Prometheus has some: a monitor of the operator says "
        "`scrapeNativeHistograms`.",
    )

    @property
    def is_built(self) -> bool:
        return self.stack is None and self.workspace is None


SECRET_SUFFIXES = {"basic": "password", "bearer": "token"}
"""What a secret's key ends with, by the authentication it is for."""


class RemoteWriteBackend(Written):
    """Any store that speaks remote write, owned by somebody else."""

    kind: Literal["remote-write"]
    url: HttpUrl = Field(description="Remote-write URL.")
    authentication: Literal["none", "basic", "bearer"] = Field(
        default="none",
        description="`basic` needs `username` and the secret `<backend>-password`, `bearer` the secret "
        "`<backend>-token`.",
    )
    username: str | None = Field(default=None, min_length=1, description="User of `basic` authentication.")
    certificate_authority: Pem | None = Field(
        default=None,
        description="Root certificates (PEM) that vouch for the URL's, trusted for it alone; those that every system "
        "knows when left out.",
    )

    def secret_key(self, name: str) -> str | None:
        """Configuration key of the credential of the backend of that name."""
        suffix = SECRET_SUFFIXES.get(self.authentication)
        return f"{name}-{suffix}" if suffix else None

    @field_validator("url")
    @classmethod
    def _no_credentials(cls, url: str) -> str:
        if "@" in url.split("/")[2]:
            raise ValueError("must not hold credentials; use authentication: basic and the secret <backend>-password")
        return url

    @model_validator(mode="after")
    def _username_of_basic(self) -> "RemoteWriteBackend":
        if (self.authentication == "basic") != (self.username is not None):
            raise ValueError("username: is needed by authentication: basic, and by nothing else")
        if self.authentication != "none" and self.url.startswith("http://"):
            raise ValueError("url: must be https:// where a credential is sent")
        if self.certificate_authority and self.url.startswith("http://"):
            raise ValueError("certificateAuthority: vouches for nothing where url is not https://; leave it out")
        return self


Backend = Annotated[AzureMonitorBackend | AmpBackend | ThanosBackend | RemoteWriteBackend, Field(discriminator="kind")]
