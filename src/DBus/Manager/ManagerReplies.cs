using System.Globalization;
using OciReconciler.DBus.Units;
using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Manager;

/// <summary>
/// Reads the bodies of systemd's messages. Pure. Each throws a <see cref="DBusUnexpectedValueException"/> for a body of another shape.
/// </summary>
internal static class ManagerReplies
{
    /// <summary>a(ss) of ListUnitFilesByPatterns.</summary>
    internal static IReadOnlyList<UnitFile> UnitFiles(Message message, object? state)
    {
        Reader reader = Body(message, "a(ss)");
        var files = new List<UnitFile>();
        ArrayEnd end = reader.ReadArrayStart(DBusType.Struct);
        while (reader.HasNext(end))
        {
            reader.AlignStruct();
            files.Add(new UnitFile(reader.ReadString(), reader.ReadString()));
        }

        return files;
    }

    /// <summary>a{sv} of GetAll for the Unit interface.</summary>
    internal static UnitProperties Unit(Message message, object? state)
    {
        Reader reader = Body(message, "a{sv}");
        return PropertyReader.ReadUnit(ref reader);
    }

    /// <summary>a{sv} of GetAll for all interfaces of a service.</summary>
    internal static ServiceProperties Service(Message message, object? state)
    {
        Reader reader = Body(message, "a{sv}");
        return PropertyReader.ReadService(ref reader);
    }

    /// <summary>A body that is not read.</summary>
    internal static object? Nothing(Message message, object? state) => null;

    /// <summary>A string.</summary>
    internal static string Text(Message message, object? state) => Body(message, "s").ReadString();

    /// <summary>A string in a variant, of Get.</summary>
    internal static string TextVariant(Message message, object? state)
    {
        Reader reader = Body(message, "v");
        return reader.ReadTextVariant();
    }

    /// <summary>The object path of a job.</summary>
    internal static string JobPath(Message message) => Body(message, "o").ReadObjectPathAsString();

    /// <summary>u id, o job, s unit, s result of JobRemoved.</summary>
    internal static (string Path, string Unit, JobResult Result) JobRemoved(Message message)
    {
        Reader reader = Body(message, "uoss");
        reader.ReadUInt32();
        return (reader.ReadObjectPathAsString(), reader.ReadString(), ToJobResult(reader.ReadString()));
    }

    /// <summary>s unit, o path of UnitNew and UnitRemoved.</summary>
    internal static string UnitOf(Message message) => Body(message, "so").ReadString();

    /// <summary>b of Reloading: whether a reload begins, or has ended.</summary>
    internal static bool Reloading(Message message) => Body(message, "b").ReadBool();

    /// <summary>s name, s old, s new of NameOwnerChanged.</summary>
    internal static (string Old, string New) Owners(Message message)
    {
        Reader reader = Body(message, "sss");
        reader.ReadString();
        return (reader.ReadString(), reader.ReadString());
    }

    /// <summary>The word of JobRemoved.</summary>
    internal static JobResult ToJobResult(string word) =>
        word switch
        {
            "done" => JobResult.Done,
            "canceled" => JobResult.Canceled,
            "timeout" => JobResult.Timeout,
            "failed" => JobResult.Failed,
            "dependency" => JobResult.Dependency,
            "skipped" => JobResult.Skipped,
            _ => JobResult.Other,
        };

    /// <summary>The Version property, such as "257.9-1~deb13u1" or "v252".</summary>
    /// <exception cref="BusException">Malformed: there is no number in it.</exception>
    internal static ManagerInfo ToInfo(string version)
    {
        string digits = string.Concat(version.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            ? new ManagerInfo(version, major)
            : throw new BusException(BusFailure.Malformed, string.Empty, $"systemd's version '{version}' has no number in it");
    }

    /// <summary>The body, which has to be of that type: the library's reader takes the bytes for whatever is asked of it.</summary>
    internal static Reader Body(Message message, string signature)
    {
        string found = message.SignatureAsString ?? string.Empty;
        return string.Equals(found, signature, StringComparison.Ordinal)
            ? message.GetBodyReader()
            : throw new DBusUnexpectedValueException($"a message has a body of the type '{found}' where '{signature}' was expected");
    }
}
