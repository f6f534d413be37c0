using System.Text;
using OciReconciler.DBus.Units;
using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Manager;

/// <summary>
/// Reads the rows of listings. A row that says what it said in the last listing is the same object again, and a listing of which all rows
/// are is the same list: what has not changed costs no memory, and is told by its reference. For one connection's receive loop alone.
/// </summary>
internal sealed class UnitRowReader
{
    private const string Signature = "a(ssssssouso)";

    private readonly Dictionary<string, UnitStatus> _known = new(UnitNameComparer.Instance);
    private List<UnitStatus> _last = [];

    /// <summary>Rows of a listing by pattern, which are remembered in the place of those of the listing before.</summary>
    internal IReadOnlyList<UnitStatus> ReadListing(Message message, object? state)
    {
        Reader reader = ManagerReplies.Body(message, Signature);
        List<UnitStatus>? changed = null;
        int count = 0;
        ArrayEnd end = reader.ReadArrayStart(DBusType.Struct);
        for (; reader.HasNext(end); count++)
        {
            UnitStatus? before = count < _last.Count ? _last[count] : null;
            UnitStatus row = Read(ref reader, before);
            if (changed is null && !ReferenceEquals(row, before))
                changed = [.. _last.Take(count)];
            changed?.Add(row);
        }

        if (changed is null && count < _last.Count)
            changed = [.. _last.Take(count)];
        if (changed is not null)
            Remember(changed);
        return _last;
    }

    /// <summary>Rows of single units. No name is remembered that the last listing did not have: that bounds what is.</summary>
    internal IReadOnlyList<UnitStatus> ReadNamed(Message message, object? state)
    {
        Reader reader = ManagerReplies.Body(message, Signature);
        var rows = new List<UnitStatus>();
        ArrayEnd end = reader.ReadArrayStart(DBusType.Struct);
        while (reader.HasNext(end))
            rows.Add(Read(ref reader, null));
        foreach (UnitStatus row in rows.Where(row => _known.ContainsKey(row.Name)))
            _known[row.Name] = row;
        return rows;
    }

    private void Remember(List<UnitStatus> rows)
    {
        _last = rows;
        _known.Clear();
        foreach (UnitStatus row in rows)
            _known[row.Name] = row;
    }

    // A row has name, description, load, active, sub, followed unit, unit path, job id, job type, job path. Most often it is at the place
    // where it was.
    private UnitStatus Read(ref Reader reader, UnitStatus? before)
    {
        reader.AlignStruct();
        var row = new Fields
        {
            Name = reader.ReadStringAsSpan(),
            Description = reader.ReadStringAsSpan(),
            Load = reader.ReadStringAsSpan(),
            Active = reader.ReadStringAsSpan(),
            Sub = reader.ReadStringAsSpan(),
        };
        reader.ReadStringAsSpan();
        reader.ReadObjectPathAsSpan();
        row.JobId = reader.ReadUInt32();
        row.JobType = reader.ReadStringAsSpan();
        reader.ReadObjectPathAsSpan();
        if (before is not null && row.IsOf(before))
            return before;
        UnitStatus? known = _known.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(row.Name, out UnitStatus? found) ? found : null;
        return known is not null && row.IsOf(known) ? known : row.ToStatus(known);
    }

    private ref struct Fields
    {
        internal ReadOnlySpan<byte> Name;
        internal ReadOnlySpan<byte> Description;
        internal ReadOnlySpan<byte> Load;
        internal ReadOnlySpan<byte> Active;
        internal ReadOnlySpan<byte> Sub;
        internal uint JobId;
        internal ReadOnlySpan<byte> JobType;

        internal readonly bool IsOf(UnitStatus status) =>
            JobId == status.JobId
            && Utf8Text.Equal(Name, status.Name)
            && Utf8Text.Equal(Active, status.ActiveState)
            && Utf8Text.Equal(Sub, status.SubState)
            && Utf8Text.Equal(Load, status.LoadState)
            && Utf8Text.Equal(JobType, status.JobType)
            && Utf8Text.Equal(Description, status.Description);

        // A row that changed keeps the strings that did not.
        internal readonly UnitStatus ToStatus(UnitStatus? known) => new(
            known?.Name ?? Encoding.UTF8.GetString(Name),
            known is not null && Utf8Text.Equal(Description, known.Description) ? known.Description : Encoding.UTF8.GetString(Description),
            UnitWords.Of(Load),
            UnitWords.Of(Active),
            UnitWords.Of(Sub),
            JobId,
            UnitWords.Of(JobType));
    }
}
