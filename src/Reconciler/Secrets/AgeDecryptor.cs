using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using OciReconciler.Configuration;
using OciReconciler.DBus.Units;
using OciReconciler.Images;
using OciReconciler.Threading;
using OciReconciler.Units;

namespace OciReconciler.Secrets;

/// <summary>
/// Decrypts by the program <c>age</c>, which runs as nobody, without network and devices: it reads the ciphertext from one pipe and writes
/// the plain text to another, and systemd gives it the identity as a credential. The controller never reads the identity. Thread-safe.
/// </summary>
/// <param name="identity">As <see cref="SecretsOptions.AgeIdentityFile"/>.</param>
/// <param name="credentials">Directory of the controller's own credentials, or null.</param>
/// <param name="findProgram">Path of a program on this host, or null.</param>
internal sealed class AgeDecryptor(
    SandboxedProgram programs, string identity, string? credentials, Func<string, string?> findProgram) : ISecretDecryptor
{
    private const int AtOnce = 4;
    private const string CredentialId = "identity";

    // The first of systemd's own exit statuses that are told apart here. See systemd.exec(5).
    private const int CannotReadCredential = 243;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly AsyncSemaphore _turns = new(AtOnce);
    private readonly ConcurrentBag<int> _free = [.. Enumerable.Range(1, AtOnce)];

    /// <summary>Argument vector of age; ciphertext and plain text go through standard input and output.</summary>
    /// <param name="program">Absolute path of age.</param>
    /// <param name="identityFile">Absolute path of the identity.</param>
    public static ImmutableArray<string> Arguments(string program, string identityFile) =>
        [program, "--decrypt", "--identity", identityFile];

    /// <inheritdoc/>
    public async Task<byte[]> DecryptAsync(WorkloadKey key, Secret secret, CancellationToken cancellationToken)
    {
        var source = IdentityFile();
        var program = findProgram("age") ?? throw Failed(
            secret, "age is not installed on this host. Install it (package age).");
        await _turns.WaitAsync(cancellationToken);
        var slot = _free.TryTake(out var free) ? free : AtOnce;
        try
        {
            return await RunAsync(slot, program, source, key, secret, cancellationToken);
        }
        finally
        {
            _free.Add(slot);
            _turns.Release();
        }
    }

    /// <summary>What its end means for a secret.</summary>
    /// <param name="identity">Where the identity is, for messages.</param>
    /// <exception cref="ImagePrepareException">It is not decrypted.</exception>
    public static byte[] PlainText(Secret secret, ProgramEnd end, string identity)
    {
        if (end.Result == ProgramEnd.Success)
            return end.Output;
        Array.Clear(end.Output);
        throw end switch
        {
            { Result: "exit-code", Status: CannotReadCredential } => new ImagePrepareException(
                Reasons.SecretIdentityMissing,
                $"Secret {secret.Name}: the identity {identity} (secrets.ageIdentityFile in the settings) cannot be read. Put it there, "
                + "readable for root alone: age-keygen -o FILE makes one."),
            { Result: "timeout" } => Failed(secret, $"age took longer than {Limit.TotalSeconds:0} s and was ended."),
            { Result: "exit-code" } => Failed(secret, AgeErrors.InWords(Encoding.UTF8.GetString(end.Errors), identity)),
            _ => Failed(secret, string.Create(CultureInfo.InvariantCulture, $"age ended by itself ({end.Result}, {end.Status}).")),
        };
    }

    private async Task<byte[]> RunAsync(
        int slot, string program, string source, WorkloadKey key, Secret secret, CancellationToken cancellationToken)
    {
        var unit = string.Create(CultureInfo.InvariantCulture, $"oci-reconciler-age-{slot}.service");
        var command = new SandboxedCommand(
            unit, $"Secret {secret.Name} of {key.Name}", Arguments(program, $"/run/credentials/{unit}/{CredentialId}"), Limit)
        {
            MaxOutputBytes = secret.Ciphertext.Armor.Length,
            Rights = [.. SandboxedCommand.OfNobody, new TransientProperty.Credentials([(CredentialId, source)])],
        };
        try
        {
            var end = await programs.RunAsync(command, Encoding.ASCII.GetBytes(secret.Ciphertext.Armor), cancellationToken);
            return PlainText(secret, end, identity);
        }
        catch (TimeoutException failure)
        {
            throw Failed(secret, $"systemd does not say how age ended: {Sentences.Ended(failure.Message)}", failure);
        }
    }

    private string IdentityFile()
    {
        if (identity.Length == 0)
            throw Missing("the settings name no identity of age to decrypt secrets with. Give secrets.ageIdentityFile.");
        if (CredentialSetting.NameOf(identity) is not { } name)
            return identity;
        return credentials is not null
            ? Path.Combine(credentials, name)
            : throw Missing($"the controller's unit has no credentials, and secrets.ageIdentityFile wants {name}. Give its unit "
                + $"LoadCredential={name}:FILE in a drop-in, or name the file itself.");
    }

    private static ImagePrepareException Missing(string message) =>
        new(Reasons.SecretIdentityMissing, $"It has secrets, and {message}");

    private static ImagePrepareException Failed(Secret secret, string message, Exception? cause = null) =>
        new(Reasons.SecretNotDecrypted, $"Secret {secret.Name} could not be decrypted: {message}", inner: cause);
}
