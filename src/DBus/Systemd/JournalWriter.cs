using System.Runtime.InteropServices;
using System.Text;
using OciReconciler.DBus.SdBus;

namespace OciReconciler.DBus.Systemd;

/// <summary>Sends entries with fields of their own to systemd's journal (sd_journal_sendv(3)). Thread-safe.</summary>
public static unsafe class JournalWriter
{
    /// <summary>Sends one entry; does not wait for it to be stored.</summary>
    /// <param name="fields">Names (upper case, digits and underscores, not beginning with an underscore) and values (any text).</param>
    /// <returns>False when the journal did not take it. True also when no journal runs: libsystemd does not tell.</returns>
    public static bool TrySend(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        var assignments = fields.Select(field => Encoding.UTF8.GetBytes($"{field.Key}={field.Value}")).ToArray();
        var pins = new GCHandle[assignments.Length];
        var vectors = new LibSystemd.Vector[assignments.Length];
        try
        {
            for (var i = 0; i < assignments.Length; i++)
            {
                pins[i] = GCHandle.Alloc(assignments[i], GCHandleType.Pinned);
                vectors[i] = new LibSystemd.Vector { Start = (byte*)pins[i].AddrOfPinnedObject(), Length = (nuint)assignments[i].Length };
            }

            fixed (LibSystemd.Vector* first = vectors)
                return LibSystemd.sd_journal_sendv(first, vectors.Length) >= 0;
        }
        finally
        {
            foreach (var pin in pins.Where(pin => pin.IsAllocated))
                pin.Free();
        }
    }
}
