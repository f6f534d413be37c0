using System.Globalization;

namespace OciReconciler.Files;

/// <summary>
/// The pages of the program's own file that are in memory. Most of them are needed once, at the start; they are the kernel's cache, and
/// count as the process's for as long as it has them mapped.
/// </summary>
internal static class ProgramPages
{
    private const string Maps = "/proc/self/smaps";

    /// <summary>Unmaps them: what is needed again comes from the cache, not from the disk. Returns how many bytes they may be.</summary>
    public static long Release()
    {
        try
        {
            return Environment.ProcessPath is { } program ? Release(RegularFile.ReadAllText(Maps).Split('\n'), program) : 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static long Release(IEnumerable<string> lines, string program)
    {
        var released = 0L;
        foreach (var (start, end) in Ranges(lines, program).ToList())
        {
            if (LibC.AdvisePages(start, end - start, LibC.PagesNotNeeded) == 0)
                released += (long)(end - start);
        }

        return released;
    }

    /// <summary>Where a file is mapped such that nothing but its content is there: not writable, and never written.</summary>
    /// <param name="lines">As of proc_pid_smaps(5).</param>
    public static IEnumerable<(nuint Start, nuint End)> Ranges(IEnumerable<string> lines, string program)
    {
        (nuint, nuint)? current = null;
        foreach (var line in lines)
        {
            if (IsHeader(line, out var range, out var isReadOnly))
            {
                current = isReadOnly && line.EndsWith(" " + program, StringComparison.Ordinal) ? range : null;
            }
            else if (current is { } file && line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                // Relocations were written into what has such pages: they would be lost.
                if (line.AsSpan("Anonymous:".Length).Trim() is "0 kB")
                    yield return file;
                current = null;
            }
        }
    }

    // "5581e4c00000-5581e4d00000 r-xp 00118000 fe:01 1234   /usr/bin/program"
    private static bool IsHeader(string line, out (nuint, nuint) range, out bool isReadOnly)
    {
        (range, isReadOnly) = (default, false);
        var (dash, blank) = (line.IndexOf('-', StringComparison.Ordinal), line.IndexOf(' ', StringComparison.Ordinal));
        if (dash < 0 || blank < dash
            || !nuint.TryParse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var start)
            || !nuint.TryParse(line.AsSpan((dash + 1)..blank), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var end))
            return false;
        var mode = line.AsSpan(blank + 1);
        (range, isReadOnly) = ((start, end), mode.StartsWith("r-") && mode.Length > 3 && mode[3] == 'p');
        return true;
    }
}
