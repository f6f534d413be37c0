using System.Text;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Rules;

/// <summary>Names of workloads and units.</summary>
internal static class NameRules
{
    /// <summary>What both engines take as a container's name; docker alone wants two characters at least.</summary>
    public const string Pattern = "^[a-zA-Z0-9][a-zA-Z0-9_.-]*$";

    public static string? Workload(string name)
    {
        if (name.Length == 0)
            return "the name of a workload must not be empty";
        if (WorkloadKey.HasNameCharacters(name))
            return Length(UnitNames.Holder(name), "the workload's name, in which '-' counts four");
        return $"{Quoting.Quote(name)} is no name of a container: it must begin with a letter or digit, and "
            + "go on with letters, digits, '_', '.' and '-'";
    }

    public static string? Dependency(string name) =>
        name.EndsWith(".service", StringComparison.Ordinal)
            ? $"{Quoting.Quote(name)} is a unit: dependsOn takes names of workloads"
            : Workload(name);

    public static string? Service(string name)
    {
        if (name.Length == 0)
            return "must not be empty: leave it out for BACKEND-NAME";
        if (name.EndsWith(".service", StringComparison.Ordinal))
            return $"{Quoting.Quote(name)} ends in \".service\", which is added by itself: "
                + $"write {Quoting.Quote(name[..^".service".Length])}";
        if (IsHelper(name))
            return $"{Quoting.Quote(name)} is a name that the controller keeps for units of its own: choose another";
        return IsUnit(name)
            ? null
            : $"{Quoting.Quote(name)} is no name of a unit: letters, digits and any of : - _ . \\ are allowed, "
                + "not at the start '-' or '.'; a '@' needs text on both sides";
    }

    /// <summary>Whether the name of the workload's unit fits.</summary>
    public static string? Length(WorkloadSpec spec) => Length(UnitNames.Of(spec), "name or serviceName");

    // The controller itself, its podman of users, programs of imageStream.
    private static bool IsHelper(string name) =>
        name is "oci-reconciler" || name.StartsWith("oci-reconciler-", StringComparison.Ordinal)
        || (name.StartsWith("oci-", StringComparison.Ordinal) && name.EndsWith("-image", StringComparison.Ordinal));

    private static string? Length(string unit, string what)
    {
        var bytes = Encoding.UTF8.GetByteCount(unit);
        return bytes <= UnitNames.MaxBytes
            ? null
            : $"the unit {Quoting.Quote(unit)} would have a name of {bytes} bytes, and systemd takes {UnitNames.MaxBytes}: shorten {what}";
    }

    private static bool IsUnit(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        return name[0] is not ('-' or '.')
            && name.All(character => char.IsAsciiLetterOrDigit(character) || character is ':' or '-' or '_' or '.' or '\\' or '@')
            && (at < 0 || (at > 0 && at < name.Length - 1 && name.LastIndexOf('@') == at));
    }
}
