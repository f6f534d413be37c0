namespace OciReconciler.DBus.Service;

/// <summary>Sends entries with fields of their own to systemd's journal (sd_journal_sendv(3)). Thread-safe.</summary>
public static class JournalWriter
{
    // journald's queue holds hundreds of entries. It is full only while journald hangs, and the caller's own work must not hang with it.
    private static readonly JournalSocket Journal = new("/run/systemd/journal/socket", TimeSpan.FromSeconds(1));

    // libsystemd takes glibc's program_invocation_short_name, which is this.
    private static readonly string Identifier = Path.GetFileName(Environment.GetCommandLineArgs()[0]);

    /// <summary>
    /// Sends one entry; does not wait for it to be stored. SYSLOG_IDENTIFIER is the program's name unless the fields have it.
    /// </summary>
    /// <param name="fields">
    /// At least one. Names (upper case, digits and underscores, beginning with a letter, at most 64 characters) and values (any text);
    /// a name may occur more than once.
    /// </param>
    /// <returns>
    /// False when the journal did not take it: none runs, or it did not read for a second. libsystemd calls the former success and waits
    /// without end for the latter.
    /// </returns>
    /// <exception cref="ArgumentException">There is no field, or one has a name that journald would drop without a word.</exception>
    public static bool TrySend(IReadOnlyList<KeyValuePair<string, string>> fields) =>
        Journal.TrySend(JournalEntry.Encode(fields, Identifier).Span);
}
