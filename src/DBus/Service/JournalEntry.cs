using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OciReconciler.DBus.Service;

/// <summary>An entry of the journal in the form that journald takes (systemd's Native Journal Protocol). Pure.</summary>
internal static class JournalEntry
{
    private const string IdentifierField = "SYSLOG_IDENTIFIER";
    private const int LongestName = 64;

    /// <summary>The bytes of one entry.</summary>
    /// <param name="fields">At least one; a name may occur more than once.</param>
    /// <param name="identifier">The value of SYSLOG_IDENTIFIER when no field has that name.</param>
    /// <exception cref="ArgumentException">There is no field, or one has a name that journald would drop without a word.</exception>
    internal static ReadOnlyMemory<byte> Encode(IReadOnlyList<KeyValuePair<string, string>> fields, string identifier)
    {
        if (fields.Count == 0)
            throw new ArgumentException("An entry of the journal needs a field.", nameof(fields));
        var entry = new ArrayBufferWriter<byte>();
        foreach (var (name, value) in fields)
        {
            if (!IsName(name))
                throw new ArgumentException($"\"{name}\" cannot name a field of the journal.", nameof(fields));
            Add(entry, name, value);
        }

        if (!fields.Any(field => field.Key == IdentifierField))
            Add(entry, IdentifierField, identifier);
        return entry.WrittenMemory;
    }

    // journald's own rule; it also reserves names that begin with an underscore for what it adds itself.
    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && char.IsAsciiLetterUpper(name[0])
        && name.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character == '_');

    // A value that has a newline is preceded by its length, since the newline does not end it.
    private static void Add(ArrayBufferWriter<byte> entry, string name, string value)
    {
        Encoding.UTF8.GetBytes(name, entry);
        if (value.Contains('\n', StringComparison.Ordinal))
        {
            entry.Write("\n"u8);
            BinaryPrimitives.WriteUInt64LittleEndian(entry.GetSpan(sizeof(ulong)), (ulong)Encoding.UTF8.GetByteCount(value));
            entry.Advance(sizeof(ulong));
        }
        else
        {
            entry.Write("="u8);
        }

        Encoding.UTF8.GetBytes(value, entry);
        entry.Write("\n"u8);
    }
}
