namespace OciReconciler.Engine;

/// <summary>What kind of failure an <see cref="EngineException"/> is.</summary>
internal enum EngineFailure
{
    /// <summary>No such image, tag, container.</summary>
    NotFound,

    /// <summary>The registry wants credentials, or does not take these.</summary>
    Unauthorized,

    /// <summary>The registry knows who asks and refuses.</summary>
    Denied,

    /// <summary>The registry speaks plain HTTP and the engine insists on HTTPS.</summary>
    PlainHttp,

    /// <summary>A registry or the engine did not answer, or the connection broke.</summary>
    Network,

    /// <summary>Something else is at work on the same object.</summary>
    Conflict,

    /// <summary>Anything else that the engine says.</summary>
    Other,
}
