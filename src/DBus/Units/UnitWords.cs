using System.Text;

namespace OciReconciler.DBus.Units;

/// <summary>systemd's words for states and jobs of units, each one string however many rows have it. Pure.</summary>
internal static class UnitWords
{
    // The most frequent first.
    private static readonly string[] Known =
    [
        "", "loaded", "active", "inactive", "running", "dead", "exited", "failed", "not-found", "masked", "bad-setting", "error",
        "activating", "deactivating", "reloading", "auto-restart", "start", "stop", "restart", "start-pre", "stop-sigterm",
    ];

    /// <summary>The word that the bytes are.</summary>
    internal static string Of(ReadOnlySpan<byte> bytes)
    {
        foreach (string word in Known)
        {
            if (Ascii.Equals(bytes, word))
                return word;
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
