using System.Globalization;
using OciReconciler.Model.Units;

namespace OciReconciler.Host;

/// <summary>/etc/subuid and /etc/subgid: lines of USER:FIRST:COUNT, where USER is a name or a number. See subuid(5).</summary>
internal static class SubordinateIds
{
    /// <summary>How many ids the lines give a user.</summary>
    public static long CountOf(IEnumerable<string> lines, HostUser user)
    {
        var uid = user.Uid.ToString(CultureInfo.InvariantCulture);
        return lines
            .Select(line => line.Trim().Split(':'))
            .Where(fields => fields.Length == 3 && (fields[0] == user.Name || fields[0] == uid))
            .Sum(fields => long.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0);
    }
}
