using OciReconciler.Model.Events;
using OciReconciler.Model.Text;

namespace OciReconciler.Reporting.Events;

/// <summary>
/// An event as fields of a journal entry. journalctl prints most characters as they are, so that what a terminal would act on is escaped here.
/// </summary>
internal static class JournalFields
{
    // syslog's numbers.
    private const string Warning = "4";
    private const string Information = "6";

    /// <summary>The fields.</summary>
    /// <param name="told">The event.</param>
    /// <param name="text">The line for people.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(WorkloadEvent told, string text)
    {
        var fields = new List<KeyValuePair<string, string>>
        {
            new("MESSAGE", TerminalEscaper.Escape(text)),
            new("PRIORITY", told.Type == EventType.Warning ? Warning : Information),
            new("OCI_RECONCILER_REASON", told.Reason),
        };
        Add("OCI_RECONCILER_WORKLOAD", told.Workload);
        Add("OCI_RECONCILER_SOURCE", told.Source);
        Add("OCI_RECONCILER_ACTION", told.Action);
        Add("OCI_RECONCILER_UNIT", told.Unit);
        // journalctl -u and systemctl status show it beside what the unit itself logs.
        Add("OBJECT_SYSTEMD_UNIT", told.Unit);
        return fields;

        void Add(string name, string? value)
        {
            if (value is not null)
                fields.Add(new(name, TerminalEscaper.Escape(value)));
        }
    }
}
