using System.Globalization;
using OciReconciler.DBus.Bus;

namespace OciReconciler.DBus.Systemd;

/// <summary>Reads what systemd's manager answers. Pure.</summary>
internal static class SystemdReplies
{
    /// <summary>a(ssssssouso) of ListUnitsByPatterns.</summary>
    internal static IReadOnlyList<UnitStatus> ToUnits(IReadOnlyList<BusValue> body) => [.. body.At(0).AsItems().Select(ToUnit)];

    /// <summary>a(ss) of ListUnitFilesByPatterns.</summary>
    internal static IReadOnlyList<UnitFile> ToUnitFiles(IReadOnlyList<BusValue> body) =>
        [.. body.At(0).AsItems().Select(row => new UnitFile(row.AsItems().At(0).AsText(), row.AsItems().At(1).AsText()))];

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
    internal static ManagerInfo ToInfo(IReadOnlyList<BusValue> body)
    {
        string version = body.At(0).AsText();
        string digits = string.Concat(version.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            ? new ManagerInfo(version, major)
            : throw new BusException(BusFailure.Malformed, string.Empty, $"systemd's version '{version}' has no number in it");
    }

    // name, description, load, active, sub, followed unit, unit path, job id, job type, job path.
    private static UnitStatus ToUnit(BusValue row)
    {
        IReadOnlyList<BusValue> fields = row.AsItems();
        return new UnitStatus(
            fields.At(0).AsText(),
            fields.At(1).AsText(),
            fields.At(2).AsText(),
            fields.At(3).AsText(),
            fields.At(4).AsText(),
            fields.At(7).AsUInt32(),
            fields.At(8).AsText());
    }
}
