namespace OciReconciler.Engine;

/// <summary>An engine answered with an error, broke off, or did not answer in time.</summary>
/// <param name="message">For people; the engine's words with what was asked before them.</param>
/// <param name="inner">Its cause, or null.</param>
internal sealed class EngineException(EngineFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind.</summary>
    public EngineFailure Failure { get; } = failure;
}
