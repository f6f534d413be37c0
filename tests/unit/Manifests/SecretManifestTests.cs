using OciReconciler.Model.Manifests.Rules;
using OciReconciler.UnitTests.Secrets;

namespace OciReconciler.UnitTests.Manifests;

/// <summary>Secrets of manifests: what they are bound to, and what is written of them.</summary>
public sealed class SecretManifestTests
{
    private const string Armor = SampleSecret.ArmorInJson;

    [Fact]
    public void Parse_FileAndEnvironment_HaveTheirPlaces()
    {
        var spec = Sample.One(Sample.Spec(
            $"'secrets': [{{'name': 'db', 'age': '{Armor}'}}, {{'name': 'key', 'age': '{Armor}', 'target': '/etc/key', 'owner': '70:70', "
            + $"'mode': '0440'}}, {{'name': 'env', 'age': '{Armor}', 'environment': true}}]")).Spec;

        Assert.Equal(["/run/secrets/db", "/etc/key", null], spec.Secrets.Select(secret => secret.Target));
        Assert.Equal([false, false, true], spec.Secrets.Select(secret => secret.IsEnvironment));
        Assert.Equal([null, "70:70", null], spec.Secrets.Select(secret => secret.Owner));
        Assert.Equal([null, "0440", null], spec.Secrets.Select(secret => secret.Mode));
        Assert.All(spec.Secrets, secret => Assert.Equal(SampleSecret.Armor, secret.Ciphertext.Armor));
        var again = Assert.Single(ManifestParser.Parse("m.json", ManifestWriter.Write(spec), Backend.Podman).Workloads).Spec;
        Assert.Equal(spec.Secrets, again.Secrets);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Parse_FileOfTheRepository_IsInTheDocumentFromThenOn(bool isArmored)
    {
        var file = isArmored ? Encoding.ASCII.GetBytes(SampleSecret.Ciphertext(7).Armor) : SampleSecret.Bytes(7);
        var parsed = Parse("'secrets': [{'name': 'db', 'ageFile': 'secrets/db.age'}]", path => path == "secrets/db.age" ? file : null);

        Assert.Empty(parsed.Errors);
        var spec = Assert.Single(parsed.Workloads).Spec;
        Assert.Equal(SampleSecret.File(number: 7), Assert.Single(spec.Secrets));
        // Without the repository, as after a reboot.
        var written = ManifestWriter.Write(spec);
        Assert.DoesNotContain("ageFile", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.Equal(spec.Secrets, AcceptedParser.Parse("f", written, Backend.Podman).Workload!.Spec.Secrets);
    }

    [Theory]
    [InlineData("secrets/other.age", "there is no file \"secrets/other.age\" below the source's path: add it, or correct the path")]
    [InlineData("plain",
        "\"plain\" is no armored text of age, which begins with -----BEGIN AGE ENCRYPTED FILE-----: encrypt the plain text "
        + "with age --armor")]
    [InlineData("rubbish", "\"rubbish\" is no file of age, which begins with age-encryption.org/v1 or -----BEGIN AGE ENCRYPTED FILE-----: "
        + "encrypt the plain text with age")]
    [InlineData("large", "\"large\" is larger than the 65536 bytes that a secret can have")]
    [InlineData("large.txt", "\"large.txt\" is larger than the 65536 bytes that a secret can have")]
    [InlineData("v2", "\"v2\" is no ciphertext of age as it is known here: it does not begin with age-encryption.org/v1 and a recipient. "
        + "Encrypt the plain text with age")]
    public void Parse_FileThatIsNone_IsAnErrorAtItsLine(string path, string message)
    {
        var error = Assert.Single(Parse($"'secrets': [{{'name': 'db', 'ageFile': '{path}'}}]", name => name switch
        {
            "plain" => "hunter2"u8.ToArray(),
            "rubbish" => new byte[] { 0xFF, 0xFE, 0xFF },
            "large" => SampleSecret.Bytes(1, AgeSyntax.MaxBytes),
            "large.txt" => new byte[10_000_000],
            "v2" => "age-encryption.org/v2\n-> X25519 a\nb\n"u8.ToArray(),
            _ => (ReadOnlyMemory<byte>?)null,
        }).Errors);

        Assert.Equal($"m.json:3: $.spec.secrets[0].ageFile: {message}", error.ToString());
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MoreThanThereCanBe_IsAnError()
    {
        var secrets = string.Join(',', Enumerable.Range(0, 65).Select(number => $"{{'name': 's{number}', 'age': '{Armor}'}}"));

        Assert.Equal(
            "m.json:3: $.spec.secrets: has 65 secrets, and a workload can have 64",
            Assert.Single(Sample.Parse(Sample.Spec($"'secrets': [{secrets}]")).Errors).ToString());
    }

    // They were accepted before there was a rule, and what runs goes on.
    [Theory]
    [InlineData($"'environment': {{'A': '{Armor}'}}")]
    [InlineData("'cmd': ['ENC[AES256_GCM,data:x]']")]
    public void Accepted_ValueThatIsStillEncrypted_IsTakenWhole(string fields)
    {
        var read = AcceptedParser.Parse("f", Encoding.UTF8.GetBytes(Sample.Spec(fields)), Backend.Podman);

        Assert.Equal((null, null, null), (read.Damage, read.Unknown, read.Harm));
        Assert.NotNull(read.Workload);
    }

    private static ManifestFile Parse(string fields, Func<string, ReadOnlyMemory<byte>?> findFile) => ManifestParser.Parse(
        "m.json", Encoding.UTF8.GetBytes(Sample.Spec(fields)), new ParseContext(Backend.Podman) { FindFile = findFile });
}
