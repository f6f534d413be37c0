using System.Globalization;
using OciReconciler.DBus.Units;
using OciReconciler.Images;
using OciReconciler.Threading;
using OciReconciler.Units;

namespace OciReconciler.Secrets;

/// <summary>
/// Gives the file of a secret to another user. The controller's own unit has no right to do so (CAP_CHOWN, @chown): <c>chown</c> runs in a
/// unit of its own, which can write in the directory of secrets alone. Thread-safe.
/// </summary>
/// <param name="directory">Of all secrets.</param>
/// <param name="findProgram">Path of a program on this host, or null.</param>
internal sealed class OwnerChange(SandboxedProgram programs, string directory, Func<string, string?> findProgram)
{
    private const string Unit = "oci-reconciler-chown.service";

    // Bit 0 is CAP_CHOWN, capabilities(7); bit 1, CAP_DAC_OVERRIDE, is not needed: the directories are root's.
    private const ulong Chown = 1;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly AsyncSemaphore _turn = new(1);

    /// <summary>Changes owner and group of a file that the controller has just made.</summary>
    /// <exception cref="ImagePrepareException"><see cref="Reasons.SecretNotWritten"/>.</exception>
    public async Task ToAsync(string path, uint uid, uint gid, CancellationToken cancellationToken)
    {
        var program = findProgram("chown") ?? throw Failed("chown is not installed on this host. Install it (package coreutils).");
        var owner = string.Create(CultureInfo.InvariantCulture, $"{uid}:{gid}");
        var command = new SandboxedCommand(
            Unit, "Owner of a secret", [program, "--no-dereference", owner, "--", path], Limit)
        {
            Rights =
            [
                new TransientProperty.Large("CapabilityBoundingSet", Chown),
                new TransientProperty.Texts("ReadWritePaths", [directory]),
            ],
        };
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var end = await programs.RunAsync(command, ReadOnlyMemory<byte>.Empty, cancellationToken);
            if (end.Result != ProgramEnd.Success)
                throw Failed($"chown {owner} failed ({end.Result}, {end.Status.ToString(CultureInfo.InvariantCulture)}).");
        }
        catch (TimeoutException failure)
        {
            throw Failed($"systemd does not say how chown ended: {Sentences.Ended(failure.Message)}", failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static ImagePrepareException Failed(string message, Exception? cause = null) =>
        new(Reasons.SecretNotWritten, $"The file of a secret cannot be given to its owner: {message}", inner: cause);
}
