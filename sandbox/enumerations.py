"""Which enumerations of the SDKs hold all that their service takes, and what is a value of one."""

import enum
from typing import Any, TypeGuard

# Enumerations whose service takes more than the SDK lists; of every other one a value is a member, in its letters. That
# ARM's services compare without case is promised for ids and names only
# (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules).
OPEN = frozenset(
    {
        # Streams are several hundred, and custom ones (https://github.com/Azure/azure-rest-api-specs/issues/21200).
        "azure_native.monitor.KnownDataFlowStreams",
        "azure_native.monitor.KnownExtensionDataSourceStreams",
        "azure_native.monitor.KnownPerfCounterDataSourceStreams",
        "azure_native.monitor.KnownSyslogDataSourceStreams",
        "azure_native.monitor.KnownWindowsEventLogDataSourceStreams",
        # Policies of AWS' own, where a customer's is as good
        # (https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html).
        "aws.iam.ManagedPolicy",
        # What AWS adds to between two releases of the SDK.
        "aws.Region",
        "aws.ec2.InstanceType",
        "aws.lambda_.Runtime",
        "aws.rds.InstanceType",
    }
)
# Enumerations of flags, joined by commas (https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create#bypass).
FLAGS = frozenset({"azure_native.storage.Bypass"})


def is_enumeration(expected: Any) -> TypeGuard[type[enum.Enum]]:
    return isinstance(expected, type) and issubclass(expected, enum.Enum)


def is_closed(expected: Any) -> bool:
    """Whether it is an enumeration that a text beside it in the annotation does not open."""
    return is_enumeration(expected) and qualified_name(expected) not in OPEN


def takes(enumeration: type[enum.Enum], value: Any) -> bool:
    """Whether a value is a member, or for flags a list of members."""
    members = [member.value for member in enumeration]
    if isinstance(value, str) and qualified_name(enumeration) in FLAGS:
        return all(flag.strip() in members for flag in value.split(","))
    return value in members


def qualified_name(enumeration: type[enum.Enum]) -> str:
    """Package, module and class, such as `aws.iam.ManagedPolicy`."""
    return f"{enumeration.__module__.removesuffix('._enums').removeprefix('pulumi_')}.{enumeration.__name__}"
