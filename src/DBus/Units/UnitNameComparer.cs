using System.Text;

namespace OciReconciler.DBus.Units;

/// <summary>Finds a unit by its name as it comes over the bus, without a string of it. Ordinal.</summary>
internal sealed class UnitNameComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    // The longest unit name that systemd takes.
    private const int MostBytes = 255;

    private UnitNameComparer()
    {
    }

    internal static UnitNameComparer Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<byte> alternate, string other) => Utf8Text.Equal(alternate, other);

    /// <inheritdoc/>
    public int GetHashCode(string obj)
    {
        Span<byte> bytes = stackalloc byte[MostBytes];
        return Encoding.UTF8.TryGetBytes(obj, bytes, out int length)
            ? GetHashCode(bytes[..length])
            : GetHashCode(Encoding.UTF8.GetBytes(obj));
    }

    /// <inheritdoc/>
    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        // Seeded anew in each process: whoever names units cannot choose names that collide.
        var hash = default(HashCode);
        hash.AddBytes(alternate);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);
}
