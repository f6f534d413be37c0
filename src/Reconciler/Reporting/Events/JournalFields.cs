using OciReconciler.Model.Events;

namespace OciReconciler.Reporting.Events;

/// <summary>
/// An event as fields of a journal entry. journalctl prints most characters as they are, so that what a terminal would act on is escaped
/// here.
/// </summary>
internal static class JournalFields
{
    // syslog's numbers.
    private const string Warning = "4";
    private const string Information = "6";

    /// <summary>The fields.</summary>
    /// <param name="text">The line for people.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(WorkloadEvent recorded, string text)
    {
        var fields = new List<KeyValuePair<string, string>>
        {
            new("MESSAGE", TerminalEscaper.Escape(text)),
            new("PRIORITY", recorded.Type == EventType.Warning ? Warning : Information),
            new("OCI_RECONCILER_REASON", recorded.Reason),
        };
        Add("OCI_RECONCILER_WORKLOAD", recorded.Workload);
        Add("OCI_RECONCILER_SOURCE", recorded.Source);
        Add("OCI_RECONCILER_ACTION", recorded.Action);
        Add("OCI_RECONCILER_UNIT", recorded.Unit);
        // By this field journalctl -u and systemctl status show the event beside what the unit itself logs.
        Add("OBJECT_SYSTEMD_UNIT", recorded.Unit);
        return fields;

        void Add(string name, string? value)
        {
            if (value is not null)
                fields.Add(new(name, TerminalEscaper.Escape(value)));
        }
    }
}
