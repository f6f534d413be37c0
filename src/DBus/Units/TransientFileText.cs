using System.Text;

namespace OciReconciler.DBus.Units;

/// <summary>The file that systemd writes for a transient unit, and reads back at a daemon-reload. Pure.</summary>
public static class TransientFileText
{
    /// <summary>
    /// The text with <c>\$</c> and <c>\;</c> in Exec lines written as <c>$</c> and <c>;</c>. Older managers (seen in 252) write the former
    /// inside quotes, where they know neither when they read: the process would then get the backslash too. Text without them,
    /// such as that of newer managers, and text that has been through here, come back as they are.
    /// </summary>
    public static string Corrected(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.StartsWith("Exec", StringComparison.Ordinal) ? CorrectedLine(line) : line));

    private static string CorrectedLine(string line)
    {
        var corrected = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\' || i + 1 == line.Length)
            {
                corrected.Append(line[i]);
                continue;
            }

            // The character after a backslash is taken along, so that an escaped backslash escapes nothing.
            i++;
            if (line[i] is not ('$' or ';'))
                corrected.Append('\\');
            corrected.Append(line[i]);
        }

        return corrected.ToString();
    }
}
