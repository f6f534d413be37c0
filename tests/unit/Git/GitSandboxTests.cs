using OciReconciler.Configuration;
using OciReconciler.Git;

namespace OciReconciler.UnitTests.Git;

/// <summary>What the unit of a worker may see and do.</summary>
public sealed class GitSandboxTests
{
    [Fact]
    public void Unit_HasItsDirectoryAndCredentials()
    {
        var properties = GitSandbox.Properties(
            new GitSourceOptions
            {
                Name = "fleet",
                Url = "ssh://git@example.org/x",
                MaxBytes = 1L << 30,
                Credentials = new GitCredentialOptions { SshKeyFile = "/etc/key", KnownHostsFile = "credential:hosts" },
                Verify = new GitVerifyOptions { KeyringFile = "/etc/ring" },
            },
            "/usr/local/bin/oci-reconciler",
            GitSandboxPlace.OfController("fleet"));
        Assert.Equal(
            [("ssh-key", "/etc/key"), ("known-hosts", "/run/credentials/oci-reconciler.service/hosts"), ("keyring", "/etc/ring")],
            properties.OfType<TransientProperty.Credentials>().Single().Values);
        Assert.Contains(properties, property => property is TransientProperty.Bool { Name: "DynamicUser", Value: true });
        Assert.Contains(properties, property => property is TransientProperty.Bool { Name: "PrivateNetwork", Value: false });
        Assert.Contains(properties, property => property is TransientProperty.Large { Name: "LimitFSIZE", Value: 1UL << 30 });
        Assert.Equal(
            ["oci-reconciler-git/fleet"],
            properties.OfType<TransientProperty.Texts>().Single(property => property.Name == "CacheDirectory").Values);
        Assert.DoesNotContain(properties, property => property is TransientProperty.ReadOnlyBinds);
        Assert.True(Ownership.IsHelper(((TransientProperty.Text)properties[0]).Value));
    }

    [Fact]
    public void Plan_HasAUnitAndADirectoryOfItsOwn()
    {
        var place = GitSandboxPlace.OfPlan("fleet", 42);
        var properties = GitSandbox.Properties(
            new GitSourceOptions { Name = "fleet", Url = "https://example.org/x" }, "/usr/bin/x", place);
        Assert.Equal("oci-reconciler-git-fleet_plan-42.service", place.Unit);
        Assert.False(SourceNames.IsValid("fleet_plan-42"));
        Assert.DoesNotContain(properties, property => property.Name.StartsWith("CacheDirectory", StringComparison.Ordinal));
        Assert.Equal(
            ["CACHE_DIRECTORY=/var/tmp/oci-reconciler-git-fleet_plan-42"],
            properties.OfType<TransientProperty.Texts>().Single(property => property.Name == "Environment").Values);
    }

    [Fact]
    public void LocalRepository_HasNoNetworkAndIsSeenWhereItIsHidden()
    {
        var properties = GitSandbox.Properties(
            new GitSourceOptions { Name = "local", Url = "file:///root/re%20po" }, "/home/ada/oci-reconciler",
            GitSandboxPlace.OfController("local"));
        Assert.Contains(properties, property => property is TransientProperty.Bool { Name: "PrivateNetwork", Value: true });
        Assert.Equal(
            ["/home/ada/oci-reconciler", "/root/re po"], properties.OfType<TransientProperty.ReadOnlyBinds>().Single().Paths);
    }

    [Fact]
    public void Properties_AreEachGivenOnce()
    {
        var names = GitSandbox.Properties(new GitSourceOptions { Name = "x", Url = "file:///srv/x" }, "/usr/bin/x",
            GitSandboxPlace.OfController("x")).Select(property => property.Name).Where(name => name != "SystemCallFilter").ToArray();
        Assert.Equal(names.Distinct(), names);
    }
}
