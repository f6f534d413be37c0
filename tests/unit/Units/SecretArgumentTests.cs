using OciReconciler.Model.StartFailures;
using OciReconciler.UnitTests.Secrets;

namespace OciReconciler.UnitTests.Units;

/// <summary>How secrets reach the engine's command line.</summary>
public sealed class SecretArgumentTests
{
    private static readonly WorkloadSpec With = Specs.Web with
    {
        EnvironmentFiles = ["/e"], Volumes = ["/a:/b"], Secrets = [SampleSecret.Environment(), SampleSecret.File()],
    };

    [Theory]
    [InlineData(Backend.Podman, null, "/run/oci-reconciler/secrets")]
    [InlineData(Backend.Docker, "/run/other/secrets", "/run/other/secrets")]
    public void Render_Secrets_StandBesideFilesAndVolumes(Backend backend, string? directory, string expected)
    {
        var spec = With with { Backend = backend };
        var arguments = UnitRenderer.Render(spec, Specs.NoUnits, new RenderSettings { SecretsDirectory = directory }).ExecStart.Arguments;
        string[] added =
        [
            "--env-file", $"{expected}/web/env-{SampleSecret.Ciphertext(2).Digest}",
            "--mount", $"type=bind,source={expected}/web/db-{SampleSecret.Ciphertext(1).Digest},target=/run/secrets/db,readonly",
        ];

        Assert.Equal(["--env-file", "/e", .. added[..2], "-v", "/a:/b", .. added[2..]], arguments.SkipWhile(word => word != "--env-file")
            .TakeWhile(word => word != "-l"));
        Assert.Equal(
            arguments.Except(added, StringComparer.Ordinal),
            (spec with { Secrets = [] }).Render().ExecStart.Arguments.Except(["--env-file"], StringComparer.Ordinal));
    }

    [Fact]
    public void Name_WhateverMakesAnotherFile_IsAnother()
    {
        Secret[] secrets =
        [
            SampleSecret.File(), SampleSecret.File(number: 9), SampleSecret.File() with { Owner = "1" },
            SampleSecret.File() with { Mode = "0400" },
        ];
        var names = secrets.Select(secret => SecretPaths.NameOf(Specs.Web, secret))
            .Append(SecretPaths.NameOf(Specs.Web with { Podman = new PodmanOptions(SdNotify.Conmon, "alice") }, secrets[0])).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, name => Assert.Matches("^db-[0-9a-f]{12}$", name));
    }

    // The controller makes the files before each start.
    [Fact]
    public void Requirements_OfTheHost_AreNotTheFilesOfSecrets() =>
        Assert.Equal(HostRequirements.Of(With with { Secrets = [] }), HostRequirements.Of(With));

    [Fact]
    public void RenderVersion_DirectoryOfSecrets_CountsWhereThereAreSome()
    {
        var other = new RenderSettings { SecretsDirectory = "/x" };

        Assert.Equal(SpecHash.RenderVersion(new RenderSettings()), SpecHash.RenderVersion(other));
        Assert.NotEqual(
            SpecHash.RenderVersion(new RenderSettings(), hasSecrets: true), SpecHash.RenderVersion(other, hasSecrets: true));
    }
}
