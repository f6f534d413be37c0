namespace OciReconciler.Engine;

/// <summary>The engine answered with an error.</summary>
/// <param name="message">The engine's words.</param>
/// <param name="isTransient">The same call may succeed later: a network or server fault, not a refusal.</param>
internal sealed class EngineException(string message, bool isTransient) : Exception(message)
{
    public bool IsTransient { get; } = isTransient;
}

/// <summary>The engine does not answer.</summary>
internal sealed class EngineUnavailableException(string message) : Exception(message);
