using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using OciReconciler.Model.StartFailures;

namespace OciReconciler.Units;

/// <summary>Reads from the journal what units wrote.</summary>
internal sealed class UnitOutput(TimeProvider time)
{
    private const int Lines = 200;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The last lines of this boot that the processes of a unit wrote to their standard output and error, oldest first; none when the
    /// journal cannot be read. A container that logs to the journal by itself is left out.
    /// </summary>
    /// <param name="isComplete">Makes the journal take in first all that was written so far, which takes a while.</param>
    public async Task<IReadOnlyList<OutputLine>> ReadAsync(string unit, bool isComplete, CancellationToken cancellationToken)
    {
        if (isComplete)
            await RunAsync(["--sync"], cancellationToken);
        return await RunAsync(
            [
                "-q", "--no-pager", "-b", "-o", "json", "--output-fields=MESSAGE,_SYSTEMD_INVOCATION_ID",
                "-n", Lines.ToString(CultureInfo.InvariantCulture),
                $"_SYSTEMD_UNIT={unit}", "_TRANSPORT=stdout",
            ],
            cancellationToken);
    }

    /// <summary>The last lines that a unit's container wrote since a time, oldest first; none when they are not in the journal.</summary>
    public async Task<IReadOnlyList<string>> ReadContainerAsync(
        string unit, WorkloadSpec spec, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (LogMatches.Of(spec.Key.Name, unit, BackendNames.Of(spec.Backend), spec.LogDriver) is not { } matches)
            return [];
        var lines = await RunAsync(
            [
                "-q", "--no-pager", "-o", "json", "--output-fields=MESSAGE,_SYSTEMD_INVOCATION_ID",
                "-n", Lines.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"--since=@{since.ToUnixTimeMilliseconds() / 1000.0:0.###}"),
                .. matches,
            ],
            cancellationToken);
        return [.. lines.Select(line => line.Text).Where(line => spec.Backend == Backend.Podman || !ClientOutput.IsOfClient(line))];
    }

    private async Task<IReadOnlyList<OutputLine>> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("journalctl", arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var journal = Process.Start(start)!;
            return await ReadAsync(journal, either.Token);
        }
        catch (Exception failure) when (
            failure is Win32Exception or IOException || (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }

    /// <summary>
    /// A line of <c>journalctl -o json</c>, or null when it is none of a unit's run. Text that is no UTF-8, or has control characters in
    /// it, comes as numbers.
    /// </summary>
    public static OutputLine? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var entry = document.RootElement;
            return entry.TryGetProperty("_SYSTEMD_INVOCATION_ID", out var id)
                && entry.TryGetProperty("MESSAGE", out var message)
                && TextOf(message) is { } text
                ? new OutputLine(id.GetString() ?? "", text)
                : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement message) => message.ValueKind switch
    {
        JsonValueKind.String => message.GetString(),
        JsonValueKind.Array => Encoding.UTF8.GetString([.. message.EnumerateArray().Select(part => part.GetByte())]),
        _ => null,
    };

    private static async Task<IReadOnlyList<OutputLine>> ReadAsync(Process journal, CancellationToken cancellationToken)
    {
        try
        {
            var errors = journal.StandardError.ReadToEndAsync(cancellationToken);
            var lines = new List<OutputLine>();
            while (await journal.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                if (Parse(line) is { } read)
                    lines.Add(read);
            }

            await errors;
            await journal.WaitForExitAsync(cancellationToken);
            return lines;
        }
        finally
        {
            if (!journal.HasExited)
                journal.Kill();
        }
    }
}
