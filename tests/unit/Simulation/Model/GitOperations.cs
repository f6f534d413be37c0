using OciReconciler.UnitTests.Simulation.Controllers;

namespace OciReconciler.UnitTests.Simulation.Model;

/// <summary>What happens to the git repository of a host, besides edits of its manifests; nothing where a host follows none.</summary>
internal sealed class GitOperations(SimulatedHost host)
{
    private static readonly string[] Failures = [
        OciReconciler.Model.Conditions.Reasons.GitUnreachable, OciReconciler.Model.Conditions.Reasons.GitAccessDenied,
        OciReconciler.Model.Conditions.Reasons.GitFailed];

    public IEnumerable<Operation> All => host.Git is { } git
        ?
        [
            new(3, () => $"push {git.Push("another text")} without another manifest"),
            new(3, () => git.Repository.Head is null ? null : $"push {git.Rewind()} by force"),
            new(2, () => Move(git)),
            new(4, () => Fail(git)),
            new(3, () => Freeze(git)),
            new(1, () => Sync(git)),
        ]
        : [];

    /// <summary>The forge is there, nothing is frozen, and what is pushed is wanted.</summary>
    public void Mend()
    {
        if (host.Git is not { } git)
            return;
        git.Fail(null);
        if (git.IsFrozen)
            git.Unfreeze();
        git.Push("mended");
        git.Sync();
    }

    // The same workloads in other files: no reason to do anything.
    private string Move(GitFleet git)
    {
        foreach (var slot in host.Slots.Where(slot => slot.IsGit))
            slot.Folder = slot.Folder.Length == 0 ? "moved/" : "";
        return $"push {git.Push()} with its files elsewhere";
    }

    private string Fail(GitFleet git)
    {
        var reason = Failures[host.Random.Next(Failures.Length)];
        var duration = TimeSpan.FromSeconds(host.Random.Next(1, 120));
        git.Fail(reason);
        host.Pump.Clock.After(duration, () => git.Fail(null));
        return $"the forge fails for {duration.TotalSeconds:0} s: {reason}";
    }

    private static string Freeze(GitFleet git)
    {
        if (git.IsFrozen)
            git.Unfreeze();
        else
            git.Freeze();
        return git.IsFrozen ? "freeze" : "unfreeze";
    }

    private static string Sync(GitFleet git)
    {
        git.Sync();
        return "sync --now --allow-rewind";
    }
}
