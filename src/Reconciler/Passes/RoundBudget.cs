namespace OciReconciler.Passes;

/// <summary>How many rounds of observing, planning and executing a pass may take.</summary>
/// <param name="members">How many workloads the pass is over.</param>
internal sealed class RoundBudget(int members)
{
    // A pass prepares, takes down, brings up and observes, some of it again for what happens meanwhile, and needs one round more for each
    // link of a chain that waits for the one before. A pass that needs more chases something that changes all the time.
    private const int MaxRounds = 12;

    private int _begun;

    /// <summary>Begins a round; false: there were too many.</summary>
    public bool TryBegin() => _begun++ < MaxRounds + members;

    /// <summary>The round that is under way has waited for something that made progress: it is the first of a new budget.</summary>
    public void Reset() => _begun = 1;
}
