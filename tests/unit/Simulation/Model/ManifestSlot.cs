using OciReconciler.UnitTests.Simulation.Controllers;

namespace OciReconciler.UnitTests.Simulation.Model;

/// <summary>A manifest file.</summary>
/// <param name="isGit">It lies in the repository, not in the directory.</param>
internal sealed class ManifestSlot(int index, string directory = SimulatedHost.ManifestDirectory, bool isGit = false)
{
    public int Index { get; } = index;

    /// <summary>The manifest directory that it lies in.</summary>
    public string Directory { get; } = directory;

    /// <summary>Workloads that it may declare.</summary>
    public IEnumerable<string> Names => [$"w{Index}", $"x{Index}"];

    public bool IsGit { get; } = isGit;

    /// <summary>Where it lies in the repository.</summary>
    public string Folder { get; set; } = "";

    public string Path => IsGit ? $"{Folder}{Index}.json" : $"{Directory}/{Index}.json";

    /// <summary>What it declares, or declared before it was broken; null: there is no such file.</summary>
    public ExpectedWorkload? Current { get; set; }

    /// <summary>It does not parse now.</summary>
    public bool IsBroken { get; set; }

    /// <summary>When it was deleted, in ticks.</summary>
    public long? DeletedAt { get; set; }

    /// <summary>What a controller read of it last; of the repository, what is in force.</summary>
    public ExpectedWorkload? LastValid { get; set; }

    /// <summary>What is to be run because of it.</summary>
    public ExpectedWorkload? Effective => IsBroken || IsGit ? LastValid : Current;

    public string Text => IsBroken ? "{ \"apiVersion\": " : Current!.ToJson();
}
