using OciReconciler.Configuration;
using OciReconciler.Desired;
using OciReconciler.Files;
using OciReconciler.Reporting;
using OciReconciler.State;

namespace OciReconciler.Cli;

/// <summary>Git sources that a command is about: those of the controller that runs, and of the settings file.</summary>
internal static class KnownSources
{
    /// <summary>What the controller published of its sources.</summary>
    public static SourcesReport Report(ReconcilerOptions options) =>
        SourcesWriter.Read(options.SourcesFile, StateFiles.ReadOnly) ?? new SourcesReport();

    /// <summary>The git source that declares a workload, without its files; or null.</summary>
    public static SourceReport? GitSourceOf(string workload, ReconcilerOptions options) =>
        Report(options).Sources.FirstOrDefault(source => source.Git is not null
            && source.Files.Any(file => file.Workloads.Contains(workload, StringComparer.Ordinal))) is { } found
                ? found with { Files = [] }
                : null;

    /// <summary>The sources of these names; all where none is given.</summary>
    /// <exception cref="CommandFailure">There is none of such a name, or none at all.</exception>
    public static IReadOnlyList<string> Find(IReadOnlyList<string> names, ReconcilerOptions options)
    {
        string[] known = [.. Followed(options).Concat(Configured(options)).Distinct(StringComparer.Ordinal)];
        return Find(names, known.Length > 0 ? known : Kept(options));
    }

    /// <summary>The same, of the controller that runs: settings that it was not started with say nothing of it.</summary>
    /// <exception cref="CommandFailure">It follows none of such a name, or none at all.</exception>
    public static IReadOnlyList<string> FindFollowed(IReadOnlyList<string> names, ReconcilerOptions options)
    {
        // Before its first report nothing else is known.
        if (!File.Exists(options.SourcesFile))
            return Find(names, options);
        var followed = Followed(options);
        var configured = Configured(options).Except(followed, StringComparer.Ordinal);
        if (configured.FirstOrDefault(name => names.Contains(name, StringComparer.Ordinal) || followed.Count == 0) is { } newer)
            throw new CommandFailure(
                ExitCodes.Wrong,
                $"The controller that runs does not follow {newer}: it was started with other settings. "
                + "Restart it with these: systemctl restart oci-reconciler");
        return Find(names, followed);
    }

    /// <summary>The git source of a name in the settings.</summary>
    /// <exception cref="CommandFailure">There is none.</exception>
    public static GitSourceOptions Configured(string name, ReconcilerOptions options) =>
        options.GitSources.FirstOrDefault(source => source.Name == name)
            ?? throw NotConfigured(name, options);

    /// <summary>Whether a git source has that name, as far as is known.</summary>
    public static bool HasGit(string name, ReconcilerOptions options) =>
        Followed(options).Concat(Configured(options)).Contains(name, StringComparer.Ordinal);

    private static IReadOnlyList<string> Followed(ReconcilerOptions options) =>
        [.. Report(options).Sources.Where(source => source.Git is not null).Select(source => source.Path).Where(SourceNames.IsValid)];

    private static IReadOnlyList<string> Configured(ReconcilerOptions options) =>
        [.. options.GitSources.Select(source => source.Name).Where(SourceNames.IsValid)];

    private static IReadOnlyList<string> Find(IReadOnlyList<string> names, IReadOnlyList<string> known)
    {
        if (known.Count == 0)
            throw new CommandFailure(
                ExitCodes.Wrong,
                "There is no git source: no controller that runs has published one, and no settings that --config names have one.");
        foreach (var name in names.Where(name => !known.Contains(name, StringComparer.Ordinal)))
            throw Unknown(name, known);
        return names.Count > 0 ? [.. names.Distinct(StringComparer.Ordinal)] : known;
    }

    private static CommandFailure NotConfigured(string name, ReconcilerOptions options)
    {
        if (!Followed(options).Contains(name, StringComparer.Ordinal))
            return Unknown(name, [.. options.GitSources.Select(source => source.Name)]);
        var follows = ControllerLock.IsTaken(options.LockFile) ? "that runs follows" : "that ran last followed";
        return new CommandFailure(
            ExitCodes.Usage,
            $"The controller {follows} {name}, but its settings are needed: give --config FILE as the service has it. "
            + "See: systemctl cat oci-reconciler");
    }

    private static CommandFailure Unknown(string name, IReadOnlyList<string> known)
    {
        var hint = known.Count == 0 ? "The settings that --config names have no git source."
            : Suggestions.Nearest(name, known) is { } nearest ? $"Did you mean {nearest}?"
            : $"There are: {string.Join(", ", known)}.";
        return new CommandFailure(ExitCodes.Wrong, $"There is no git source named {name}. {hint}");
    }

    // After a reboot nothing is published before a controller runs, and what is kept of sources is still there.
    private static IReadOnlyList<string> Kept(ReconcilerOptions options)
    {
        try
        {
            return Directory.Exists(options.RevisionsDirectory)
                ? [.. Directory.GetDirectories(options.RevisionsDirectory).Select(path => Path.GetFileName(path)).Where(SourceNames.IsValid)
                    .Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
