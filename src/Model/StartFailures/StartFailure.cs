using OciReconciler.Model.Conditions;

namespace OciReconciler.Model.StartFailures;

/// <summary>Why an engine could not start a container, as its client said it.</summary>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Text">The engine's own words, on one line.</param>
/// <param name="Remedy">A sentence: what to do.</param>
public sealed record StartFailure(string Reason, string Text, string Remedy)
{
    /// <summary>Something of the host that is missing, where it can be observed.</summary>
    public MissingObject? Missing { get; init; }

    /// <summary>The engine itself was not there: that says nothing of the container.</summary>
    public bool IsOfEngine => Reason == Reasons.EngineUnavailable;

    /// <summary>For conditions: what the engine said, and what to do.</summary>
    public string MessageOf(Backend backend) => $"{BackendNames.Of(backend)} could not start it: {Text.TrimEnd('.')}. {Remedy}";
}

/// <summary>Something of the host that a container needs and that is not there.</summary>
/// <param name="Name">Its absolute path, or its name at the engine.</param>
public sealed record MissingObject(MissingKind Kind, string Name);

/// <summary>Kinds of what is missing.</summary>
public enum MissingKind
{
    /// <summary>A file or directory of the host.</summary>
    Path,

    /// <summary>A device of the host.</summary>
    Device,

    /// <summary>A network of the engine.</summary>
    Network,
}
