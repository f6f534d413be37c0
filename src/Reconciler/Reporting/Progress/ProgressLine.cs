using OciReconciler.Engine;
using OciReconciler.Images;
using OciReconciler.Terminal;

namespace OciReconciler.Reporting.Progress;

/// <summary>
/// One line on a terminal that tells of all transfers under way, written over itself a few times a second and erased when none is left.
/// Lines of the log erase it too: see
/// <see cref="TerminalWriter.EraseLine"/>. Thread-safe.
/// </summary>
/// <param name="terminal">The terminal; null: there is none, and nothing is written.</param>
internal sealed class ProgressLine(TextWriter? terminal, Func<int> width, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly List<(ImageTransfer Transfer, ImageProgress Progress)> _transfers = [];
    private long? _drawn;

    /// <summary>The line on standard error, when that is a terminal.</summary>
#pragma warning disable RS0030 // It writes what moves the cursor, and escapes the rest itself.
    public static ProgressLine OnStandardError(TimeProvider time) => new(Console.IsErrorRedirected ? null : Console.Error, Columns, time);
#pragma warning restore RS0030

    /// <summary>A transfer is so far.</summary>
    public void Show(ImageTransfer transfer, ImageProgress progress)
    {
        if (terminal is null)
            return;
        lock (_lock)
        {
            var known = _transfers.FindIndex(one => one.Transfer == transfer);
            if (known < 0)
                _transfers.Add((transfer, progress));
            else
                _transfers[known] = (transfer, progress);
            if (_drawn is not { } drawn || time.GetElapsedTime(drawn) >= Interval)
                DrawLocked(terminal);
        }
    }

    /// <summary>A transfer ended.</summary>
    public void Drop(ImageTransfer transfer)
    {
        if (terminal is null)
            return;
        lock (_lock)
        {
            _transfers.RemoveAll(one => one.Transfer == transfer);
            DrawLocked(terminal);
        }
    }

    // In one write: another thread writes lines of the log.
    private void DrawLocked(TextWriter writer)
    {
        var text = TerminalEscaper.Escape(ProgressText.Sum(_transfers));
        // A line that fills the last column may wrap, and is then not erased whole.
        var most = Math.Max(width() - 1, 1);
        writer.Write(TerminalWriter.EraseLine + (text.Length <= most ? text : text[..most]));
        writer.Flush();
        _drawn = time.GetTimestamp();
    }

    private static int Columns()
    {
        const int usual = 80;
        try
        {
            return Console.WindowWidth is > 0 and var columns ? columns : usual;
        }
        catch (IOException)
        {
            return usual;
        }
    }
}
