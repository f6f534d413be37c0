using OciReconciler.Model.Planning;

namespace OciReconciler.Executing;

/// <summary>A step failed for a reason that we can name.</summary>
internal sealed class StepException(string reason, string message) : Exception(message)
{
    /// <summary>CamelCase, for conditions.</summary>
    public string Reason { get; } = reason;

    /// <summary>As the planner takes it.</summary>
    public Blocker Blocker => new(Reason, Message);
}
