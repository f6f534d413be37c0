using OciReconciler.Configuration;
using OciReconciler.DBus.Units;
using OciReconciler.Model.Status;
using OciReconciler.Reporting;
using OciReconciler.State;
using OciReconciler.Units;

namespace OciReconciler.Cli;

/// <summary>A workload that a command is about: published by a controller, defined on this host, or paused.</summary>
/// <param name="Unit">Its unit; null when it is only known as paused.</param>
/// <param name="Status">As published, or null.</param>
internal sealed record KnownWorkload(WorkloadKey Key, string? Unit, WorkloadStatus? Status)
{
    /// <summary>Finds it.</summary>
    /// <param name="rows">systemd's units, or null when systemd cannot be asked.</param>
    /// <exception cref="CommandFailure">There is none of that name.</exception>
    public static KnownWorkload Find(string name, ReconcilerOptions options, IReadOnlyList<UnitStatus>? rows)
    {
        var statuses = StatusFiles.ReadAll(options.StatusDirectory).ToDictionary(status => status.Name, StringComparer.Ordinal);
        var marks = (rows ?? []).Select(UnitListing.MarkOf).OfType<OwnershipMark>().DistinctBy(mark => mark.Key)
            .ToDictionary(mark => mark.Key.Name, StringComparer.Ordinal);
        var paused = new PauseFiles(options.PausedDirectory).All().Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
        if (WorkloadKey.TryParse(name) is { } key)
        {
            if (statuses.GetValueOrDefault(name) is { } status)
                return new KnownWorkload(key, marks.GetValueOrDefault(name)?.Unit ?? status.Unit, status);
            if (marks.GetValueOrDefault(name) is { } mark)
                return new KnownWorkload(key, mark.Unit, null);
            if (paused.Contains(name))
                return new KnownWorkload(key, null, null);
        }

        throw Unknown(name, [.. statuses.Keys, .. marks.Keys, .. paused], options);
    }

    /// <summary>One that a controller published, or null.</summary>
    public static KnownWorkload? TryFind(string name, ReconcilerOptions options) =>
        WorkloadKey.TryParse(name) is { } key && StatusFiles.Read(options.StatusDirectory, key, StateFiles.ReadOnly) is { } status
            ? new KnownWorkload(key, status.Unit, status)
            : null;

    /// <summary>Says that there is none of that name: that it is a git source, or which workload could have been meant.</summary>
    public static CommandFailure Unknown(string name, IReadOnlyCollection<string> names, ReconcilerOptions options) =>
        KnownSources.HasGit(name, options)
            ? new CommandFailure(ExitCodes.Wrong, $"{name} is a git source, and no workload. See: oci-reconciler get sources -o wide")
            : Unknown(name, names);

    /// <summary>Says that there is none of that name, and which could have been meant.</summary>
    public static CommandFailure Unknown(string name, IReadOnlyCollection<string> names)
    {
        var bare = name.EndsWith(".service", StringComparison.Ordinal) ? name[..^".service".Length] : name;
        bare = bare.StartsWith("podman-", StringComparison.Ordinal) || bare.StartsWith("docker-", StringComparison.Ordinal)
            ? bare[7..]
            : bare;
        var nearest = names.Contains(bare, StringComparer.Ordinal) ? bare : Suggestions.Nearest(name, names);
        var hint = nearest is null ? "See: oci-reconciler get" : $"Did you mean {nearest}?";
        return new CommandFailure(ExitCodes.Wrong, $"There is no workload named {name}. {hint}");
    }
}
