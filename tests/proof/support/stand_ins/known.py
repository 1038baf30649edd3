"""What the stand-ins of the clouds may see of a stack: the types they decide by, and nothing else."""

import dataclasses

from tests.proof.support.declared.declarations import Stack

TYPES = frozenset(
    {
        "aws:amp/resourcePolicy:ResourcePolicy",
        "aws:amp/workspace:Workspace",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "azure-native:authorization:RoleAssignment",
        "azure-native:managedidentity:FederatedIdentityCredential",
        "azure-native:managedidentity:UserAssignedIdentity",
        "azure-native:monitor:AzureMonitorWorkspace",
        "azure-native:monitor:DataCollectionEndpoint",
        "azure-native:monitor:DataCollectionRule",
        "azure-native:storage:BlobContainer",
        "azure-native:storage:StorageAccount",
    }
)


def known(stack: Stack) -> Stack:
    """The stack without what no stand-in decides by: a test with these is the same for stacks that differ there.

    Of the stacks whose stores it names nothing is left but what is in the clouds.
    """
    objects = tuple(one for one in stack.objects if one.token in TYPES or one.token.startswith("kubernetes:"))
    others = tuple(one for one in stack.others if one.token in TYPES)
    return dataclasses.replace(stack, objects=objects, others=others)
