namespace OciReconciler.Units;

/// <summary>The files that systemd writes for our units, as far as the controller has to do with them.</summary>
internal interface ITransientUnitFiles
{
    /// <summary>Corrects the file of one unit; a unit without a file is fine. Throws IOException or UnauthorizedAccessException.</summary>
    void Correct(string unit);

    /// <summary>Corrects the files of all our units: a controller may have been killed between a definition and its correction.</summary>
    void CorrectAll();

    /// <summary>
    /// Removes the file of a unit, so that a reload forgets what it said. Throws IOException or UnauthorizedAccessException.
    /// </summary>
    void Remove(string unit);

    /// <summary>Whether systemd has room for another definition.</summary>
    bool HasRoom { get; }

    /// <summary>Sees to it that systemd has.</summary>
    /// <exception cref="StepException">It has not: what is taken down now could not be defined again.</exception>
    void RequireRoom();
}
