using System.Buffers;
using System.Globalization;
using System.Text;

namespace OciReconciler.DBus.Units;

/// <summary>Rules of unit names, and their form in object paths.</summary>
public static class UnitName
{
    /// <summary>Most bytes a name may have, its type included.</summary>
    public const int MaxBytes = 255;

    private const string UnitPathPrefix = SystemdNames.ManagerPath + "/unit/";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:-_.\\@");

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "service", "socket", "target", "device", "mount", "automount", "swap", "timer", "path", "slice", "scope",
    };

    /// <summary>
    /// Whether systemd takes this as a unit name: ASCII letters, digits and <c>:-_.\@</c>, not beginning with '@', a known type behind the
    /// last dot and something before it.
    /// </summary>
    public static bool IsValid(string name)
    {
        int dot = name.LastIndexOf('.');
        return name.Length <= MaxBytes
            && dot > 0
            && name[0] != '@'
            && !name.AsSpan().ContainsAnyExcept(Allowed)
            && Types.Contains(name[(dot + 1)..]);
    }

    /// <summary>The object path of a unit, loaded or not.</summary>
    /// <exception cref="ArgumentException">Not a unit name.</exception>
    public static string ToObjectPath(string unit) =>
        IsValid(unit)
            ? UnitPathPrefix + EscapeLabel(unit)
            : throw new ArgumentException(
                $"'{unit}' is not a unit name: letters, digits and :-_.\\@, at most {MaxBytes} bytes, with a type such as .service",
                nameof(unit));

    /// <summary>The unit that an object path stands for, or null when it stands for none.</summary>
    public static string? FromObjectPath(string path) =>
        path.StartsWith(UnitPathPrefix, StringComparison.Ordinal) ? UnescapeLabel(path.AsSpan(UnitPathPrefix.Length)) : null;

    // systemd's object paths have a name in this form: what is no ASCII letter or digit becomes _ and two hex digits; so does a digit at
    // the start.
    private static string EscapeLabel(string name)
    {
        var label = new StringBuilder(name.Length * 2);
        foreach (char c in name)
        {
            bool plain = char.IsAsciiLetter(c) || (char.IsAsciiDigit(c) && label.Length > 0);
            if (plain)
                label.Append(c);
            else
                label.Append('_').Append(((int)c).ToString("x2", CultureInfo.InvariantCulture));
        }

        return label.ToString();
    }

    private static string? UnescapeLabel(ReadOnlySpan<char> label)
    {
        var name = new StringBuilder(label.Length);
        for (int i = 0; i < label.Length; i++)
        {
            if (label[i] != '_')
            {
                name.Append(label[i]);
                continue;
            }

            if (i + 2 >= label.Length
                || !byte.TryParse(label.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code))
            {
                return null;
            }

            name.Append((char)code);
            i += 2;
        }

        return name.ToString();
    }
}
