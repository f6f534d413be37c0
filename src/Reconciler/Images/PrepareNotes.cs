using System.Collections.Immutable;

namespace OciReconciler.Images;

/// <summary>What a preparation says on its way. One for each preparation; warnings come from its own flow only.</summary>
/// <param name="progress">Where lines go.</param>
internal sealed class PrepareNotes(IProgress<string> progress)
{
    private ImmutableArray<string> _warnings = [];

    /// <summary>Where lines go.</summary>
    public IProgress<string> Progress { get; } = progress;

    /// <summary>Warnings so far.</summary>
    public ImmutableArray<string> Warnings => _warnings;

    /// <summary>A line of progress.</summary>
    public void Say(string line) => Progress.Report(line);

    /// <summary>A warning, kept for the outcome and told at once.</summary>
    public void Warn(string warning)
    {
        _warnings = _warnings.Add(warning);
        Progress.Report("warning: " + warning);
    }
}
