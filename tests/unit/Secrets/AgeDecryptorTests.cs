using OciReconciler.Images;
using OciReconciler.Model.Manifests.Rules;
using OciReconciler.Secrets;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Secrets;

/// <summary>The real program with the arguments that its unit has, and what its ends mean.</summary>
public sealed class AgeDecryptorTests : IDisposable
{
    private readonly Age _age = new();

    public void Dispose() => _age.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decrypt_WhatAgeHasEncrypted_IsThePlainText(bool isArmored)
    {
        var identity = await _age.MakeIdentityAsync("key");
        var plain = "pässword\n" + new string('x', 40_000);
        var secret = Of(await _age.EncryptAsync(identity, plain, isArmored));

        Assert.Equal(plain, Encoding.UTF8.GetString(AgeDecryptor.PlainText(secret, await DecryptAsync(secret, identity), identity)));
    }

    [Fact]
    public async Task Ciphertext_ArmoredOrNot_IsTheSame()
    {
        var identity = await _age.MakeIdentityAsync("key");
        var binary = await _age.EncryptAsync(identity, "x", armored: false);
        var armored = new AgeCiphertext(binary).Armor;

        Assert.Equal(Of(binary), Of(Encoding.ASCII.GetBytes(armored.Replace("\n", "\r\n", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("another identity", "it was encrypted for others than the identity /id. Encrypt it for that one's recipient "
        + "(age-keygen -y FILE prints it).")]
    [InlineData("changed header", "the ciphertext was changed after it was encrypted. Encrypt it anew.")]
    [InlineData("changed payload", "the ciphertext was changed after it was encrypted, or cut off. Encrypt it anew.")]
    [InlineData("cut off", "the ciphertext was changed after it was encrypted, or cut off. Encrypt it anew.")]
    [InlineData("identity of rubbish", "the identity /id holds no identity of age, and no private key of ssh that age knows.")]
    [InlineData("identity damaged", "the identity /id is damaged, or holds no identity of age.")]
    [InlineData("identity empty", "the identity /id has no identity in it.")]
    public async Task Decrypt_Fails_SaysWhyWithoutAgesOwnWords(string what, string message)
    {
        var identity = await _age.MakeIdentityAsync("key");
        var bytes = await _age.EncryptAsync(identity, "plain", armored: false);
        switch (what)
        {
            case "another identity":
                identity = await _age.MakeIdentityAsync("other");
                break;
            case "changed header":
                // Another letter of base64: what is none would be damage of another kind.
                var place = bytes.AsSpan().IndexOf("\n--- "u8) + 8;
                bytes[place] = bytes[place] == (byte)'A' ? (byte)'B' : (byte)'A';
                break;
            case "changed payload":
                bytes[^3] ^= 1;
                break;
            case "cut off":
                bytes = bytes[..^1];
                break;
            default:
                File.WriteAllText(
                    identity, what switch { "identity empty" => "", "identity damaged" => "AGE-SECRET-KEY-1HUNTER2", _ => "hunter2" });
                break;
        }

        var failure = Failure(await DecryptAsync(Of(bytes), identity));
        Assert.Equal(Reasons.SecretNotDecrypted, failure.Reason);
        Assert.Equal($"Secret db could not be decrypted: {message}", failure.Message);
    }

    [Theory]
    [InlineData("exit-code", 243, "SecretIdentityMissing",
        "Secret db: the identity /id (secrets.ageIdentityFile in the settings) cannot be read. Put it there, readable for root alone: "
        + "age-keygen -o FILE makes one.")]
    [InlineData("timeout", 15, "SecretNotDecrypted", "Secret db could not be decrypted: age took longer than 10 s and was ended.")]
    [InlineData("signal", 9, "SecretNotDecrypted", "Secret db could not be decrypted: age ended by itself (signal, 9).")]
    [InlineData("exit-code", 1, "SecretNotDecrypted",
        "Secret db could not be decrypted: age failed. To see why, as root: age --decrypt --identity /id CIPHERTEXT")]
    public void End_OfTheUnit_HasItsReason(string result, int status, string reason, string message)
    {
        var output = "plain"u8.ToArray();
        var failure = Failure(new ProgramEnd(result, status, output, "something new: hunter2"u8.ToArray()));

        Assert.Equal((reason, message), (failure.Reason, failure.Message));
        Assert.All(output, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("", null, true, "SecretIdentityMissing", "secrets.ageIdentityFile")]
    [InlineData("credential:age", null, true, "SecretIdentityMissing", "LoadCredential=age:FILE")]
    [InlineData("/etc/age.key", null, false, "SecretNotDecrypted", "package age")]
    public async Task Decrypt_HostLacksSomething_SaysWhat(string identity, string? credentials, bool hasAge, string reason, string hint)
    {
        await using var host = new ProgramHost();
        var age = new AgeDecryptor(new SandboxedProgram(host, TimeProvider.System), identity, credentials, _ => hasAge ? "/bin/age" : null);
        var failure = await Assert.ThrowsAsync<ImagePrepareException>(
            () => age.DecryptAsync(new WorkloadKey("web"), SampleSecret.File(), TestContext.Current.CancellationToken));

        Assert.Equal(reason, failure.Reason);
        Assert.Contains(hint, failure.Message, StringComparison.Ordinal);
        Assert.Empty(host.Started);
    }

    [Fact]
    public async Task Decrypt_InItsUnit_GetsTheIdentityAsACredentialAndNothingSecretAsAnArgument()
    {
        var identity = await _age.MakeIdentityAsync("key");
        var secret = Of(await _age.EncryptAsync(identity, "plain", armored: true));
        // The unit's credential is not there on this host.
        await using var host = new ProgramHost { Replace = argument => argument.StartsWith("/run/credentials/", StringComparison.Ordinal)
            ? identity : argument };
        var age = new AgeDecryptor(
            new SandboxedProgram(host, TimeProvider.System), "credential:age", "/run/credentials/c", _ => Age.Program);
        var plain = await age.DecryptAsync(new WorkloadKey("web"), secret, TestContext.Current.CancellationToken);

        Assert.Equal("plain", Encoding.UTF8.GetString(plain));
        var unit = Assert.Single(host.Started);
        Assert.Equal(
            [("identity", "/run/credentials/c/age")],
            Assert.Single(unit.Properties.OfType<TransientProperty.Credentials>()).Values);
        Assert.Contains(new TransientProperty.Bool("DynamicUser", true), unit.Properties);
        Assert.Contains(new TransientProperty.Bool("PrivateNetwork", true), unit.Properties);
        Assert.Equal(
            [Age.Program, "--decrypt", "--identity", $"/run/credentials/{unit.Name}/identity"],
            Assert.Single(unit.Properties.OfType<ExecProperty>()).Lines[0].Arguments);
        Assert.True(Ownership.IsHelper(unit.Properties.OfType<TransientProperty.Text>().First().Value));
    }

    private static Secret Of(byte[] content)
    {
        var (ciphertext, problem) = AgeSyntax.OfFile(content);
        Assert.Null(problem);
        return new Secret("db", ciphertext!) { Target = "/run/secrets/db" };
    }

    private static Task<ProgramEnd> DecryptAsync(Secret secret, string identity) =>
        Age.RunAsync(AgeDecryptor.Arguments(Age.Program, identity), Encoding.ASCII.GetBytes(secret.Ciphertext.Armor));

    private static ImagePrepareException Failure(ProgramEnd end) =>
        Assert.Throws<ImagePrepareException>(() => AgeDecryptor.PlainText(SampleSecret.File(), end, "/id"));
}
