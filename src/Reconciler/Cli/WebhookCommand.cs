using Microsoft.Win32.SafeHandles;
using OciReconciler.Configuration;
using OciReconciler.Terminal;
using OciReconciler.Webhooks;

namespace OciReconciler.Cli;

/// <summary><c>webhook</c>: one request, from systemd's socket to an answer. See packaging/oci-reconciler-webhook@.service.</summary>
internal static class WebhookCommand
{
    public static async Task<int> RunAsync()
    {
        var credentials = DirectoryOf("CREDENTIALS_DIRECTORY");
        var runtime = DirectoryOf("RUNTIME_DIRECTORY");
        var report = TerminalWriter.Error.WriteLine;
        var endpoint = new WebhookEndpoint(
            new WebhookSecrets(credentials, report),
            new WebhookDeliveries(Path.Combine(runtime, "seen"), TimeProvider.System),
            new WebhookWakes(Path.Combine(runtime, ReconcilerOptions.WebhookWakes)),
            report,
            TimeProvider.System);
        // Both are the connection.
        using var input = Open(0, FileAccess.Read);
        using var output = Open(1, FileAccess.Write);
        await endpoint.ServeAsync(input, output);
        return ExitCodes.Fine;
    }

    private static FileStream Open(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);

    private static string DirectoryOf(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } directory
        ? directory
        : throw new CommandFailure(
            ExitCodes.Usage,
            $"{variable} is not set: this command is run by systemd, for each request that comes to oci-reconciler-webhook.socket. "
            + "See docs/gitops.md.");
}
