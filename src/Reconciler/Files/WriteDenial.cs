using System.Globalization;
using OciReconciler.Resilience;

namespace OciReconciler.Files;

/// <summary>
/// What to do where the controller may not write. As a service it has less than root's rights, and the kernel's words tell that from
/// neither a disk that is read-only nor from permissions.
/// </summary>
internal static class WriteDenial
{
    private const string InADropIn = "in a drop-in (systemctl edit oci-reconciler), and restart the controller.";

    // What is started by a service inherits the variable, and is no service for that.
    private static readonly bool IsService =
        Environment.GetEnvironmentVariable("SYSTEMD_EXEC_PID") == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>A failed call that would have written; where this process is a service whose unit may be why, with what to do.</summary>
    /// <param name="failure">An IOException or UnauthorizedAccessException of .NET's, with the kernel's error at its bottom.</param>
    public static Exception Explained(Exception failure) => Explained(failure, IsService);

    /// <summary>As <see cref="Explained(Exception)"/>, for a process that is a service or none.</summary>
    public static Exception Explained(Exception failure, bool isService)
    {
        if (Remedy(RootCause.Of(failure).HResult, isService) is not { } remedy)
            return failure;
        var message = Sentences.Join(failure.Message, remedy);
        return failure is UnauthorizedAccessException
            ? new UnauthorizedAccessException(message, failure)
            : new IOException(message, failure);
    }

    /// <summary>What to do about a socket that may not be written to, as a sentence; empty where this process is no service.</summary>
    public static string SocketRemedy() => Remedy(LibC.ErrorAccess, IsService) ?? "";

    private static string? Remedy(int error, bool isService) => error switch
    {
        LibC.ErrorReadOnly when isService =>
            "Unless the disk is read-only, it is the controller's unit that forbids to write there: name the directory in ReadWritePaths= "
            + $"(RuntimeDirectory= for one in /run) {InADropIn}",
        LibC.ErrorAccess when isService && LibC.EffectiveUser() == 0 =>
            "Where it is another user's: the controller's unit lets it write only what is root's. Then chown root it, or set "
            + $"CapabilityBoundingSet=CAP_DAC_OVERRIDE {InADropIn}",
        _ => null,
    };
}
