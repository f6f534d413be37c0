namespace OciReconciler.Threading;

/// <summary>Why a source should scan its directory again. Never what is in it.</summary>
internal enum ChangeHint
{
    /// <summary>Something is going on: scan after a short quiet.</summary>
    Unsettled,

    /// <summary>A change has ended (closed after writing, or moved in): scan at once.</summary>
    Settled,

    /// <summary>Events may have been missed or the directory is another one: watch anew and scan at once.</summary>
    Lost,
}

/// <summary>Takes wakes. Called on the watch's own thread.</summary>
/// <param name="kind">How soon to scan.</param>
/// <param name="name">The file of <see cref="ChangeHint.Settled"/>, or the one that is being changed; null when no file is meant.</param>
internal delegate void ChangeHandler(ChangeHint kind, string? name);
