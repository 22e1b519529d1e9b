# The roster in and out: import, template, export

cli-import = Import a congress: districts, committees, groups, stations, deputies, from Excel or CSV. The tables that are given are brought up to date; nothing is imported if anything is wrong.
cli-import-files = files (.xlsx, .csv, one or several) or a folder; the format is in congress/README.md
cli-import-many-leave = import even though more than a third of the deputies leave office by it
cli-template = Write an Excel workbook to be filled in, with instructions, drop-downs and an example.
cli-template-file = the file, for instance template.xlsx
cli-export = Write the roster in the database to an Excel file or a folder of CSV files; importing it as it is changes nothing.
cli-export-target = a file (.xlsx) or a folder; pictures go into the folder photos beside the tables
cli-export-force = replace what is there

cli-import-dry-run = only check and show what would change
import-done = Imported:
import-nothing = { $count ->
    [one] One thing is wrong; nothing was imported.
   *[other] { $count } things are wrong; nothing was imported.
} Please mend and try again.
import-bad-encoding = the encoding is not known; save it as UTF-8 or GB18030.
import-bad-csv = the CSV is incomplete, perhaps an open quotation mark.
import-no-rows = there is not one row.
import-one-row = there may be one row only.
import-no-root = there is no topmost district (a row without a parent).
import-missing-column = this column is missing.
import-duplicate-column = this column stands twice.
import-extra-cells = the row has more cells than the header.
import-required = must not be empty.
import-too-long = too long; at most 500 characters, or 1,000 values where there may be several.
import-bad-code = a code has letters, digits, _ and - only, at most 32.
import-duplicate-code = this code was used before.
import-unknown-kind = must be city, county, town or village.
import-unknown-district = no such code among the districts.
import-unknown-committee = no such code among the committees.
import-unknown-subject = there is no such subject; congress/README.md lists the codes.
import-unknown-station = no such code among the stations.
import-second-root = there can be one topmost district only.
import-parent-kind = the parent must be of a larger kind.
import-bad-latitude = latitude is a number from -90 to 90.
import-bad-longitude = longitude is a number from -180 to 180.
import-coordinate-pair = give both coordinates or neither.
import-bad-date = a date looks like 2031-12-31.
import-term-too-short = a term has two characters at least.
import-bad-weight = a weight is a number from 0 to 10.
import-duplicate-term = this term stands there already.

import-where = { $file }{ $sheet_given ->
    [yes] , sheet “{ $sheet }”
   *[no] { "" }
}{ $row ->
    [0] { "" }
   *[other] , row { NUMBER($row, useGrouping: 0) }
}{ $column_given ->
    [yes] , column “{ $column }”
   *[no] { "" }
}{ $value_given ->
    [yes] , value “{ $value }”
   *[no] { "" }
}:{ " " }
import-dry-run = Only checked, nothing written. This would change:
import-missing-file = this file (or sheet) is missing.
import-closed-file = the file cannot be opened; look at its permissions.
import-empty-folder = there is no .xlsx or .csv file in this folder.
import-old-workbook = this is the old Excel format (.xls); save it as .xlsx in Excel.
import-password = the file is protected by a password; save it without one.
import-damaged = this Excel file cannot be opened, it may be damaged; open it in Excel and save it as a new .xlsx.
import-too-wide = the sheet is too large, most likely by a stray cell far away; copy what is needed to a new sheet.
import-unknown-table = it is not clear which table this is; name the sheet (or the file) districts, committees, groups, stations, deputies, links, …; remove what is no table, or call it “Instructions”.
import-unknown-column = this column is not known; remove it, or use “remark” for notes.
import-private-column = not read, citizens do not see it. A number the deputy has released belongs into the column “phone”.
import-formula-error = the formula failed; write the text itself.
import-unknown-level = must be national, provincial, city, county or town.
import-unknown-deputy = no such code among the deputies.
import-not-as-above = must be the same in all rows of one deputy, or stand in the first only.
import-succeeds-self = nobody takes their own seat.
import-bad-phone = a telephone number has digits, blanks, brackets, + and - only.
import-photo-name = give the file's name only; pictures are in the folder photos beside the tables.
import-photo-missing = there is no such picture in the folder photos.
import-photo-large = the picture is too large; at most 2 MB.
import-photo-kind = a picture is JPEG or PNG.
import-more = … and { $more } more. How many of each kind:
import-all-problems = All of them are in { $file }, which Excel can open.
import-problem-head = { $head ->
    [file] File
    [sheet] Sheet
    [row] Row
    [column] Column
    [value] Value
   *[expected] What is expected
}
import-kind = { $kind ->
    [districts] Districts
    [committees] Committees
    [groups] Groups
    [stations] Stations
   *[deputies] Deputies
}
import-change = { $change ->
    [added] added
    [changed] changed
   *[retired] retired
}
import-between = ,{ " " }
import-with = { $name } ({ $columns })
import-named = { $kind } { $change }: { $names }{ $more ->
    [0] { "" }
   *[other] { " " }and { $more } more
}
import-renamed = The congress gets another name.
import-subjects = The table of subjects changes.
import-no-changes = The files say what is in the database already; nothing changes.
import-busy = Somebody else is importing; nothing was written. Please wait until they are done and try again.
import-many-leave = { $gone } of { $before } deputies in office would leave it; perhaps the file is cut off. If it is meant, add --many-leave.
import-phase = { $phase ->
    [read] Reading
    [write] Writing
   *[export] Exporting
}

template-ending = { $file } must end in .xlsx.
template-done = The template is in { $file }. Fill it in as the example shows, then: liaison import
export-ending = { $file } must be an .xlsx file or a folder.
export-exists = { $file } is there already; choose another name, or add --force to replace it.
export-closed = { $file } cannot be written ({ $detail }): check the folder, its permissions, the room on the disk, and close it in Excel.
export-done = { $file }: deputies: { $count }.

template-guide = { $line ->
    [1] Every sheet is a table; its first row is the header, please leave it. Remove the example rows once you have seen how they work, and put your own below.
    [2] You may fill in only the tables that changed and delete the other sheets. Tables and columns that are not given stay as they are in the database.
    [3] A code has letters, digits, - and _, at most 32. Keep codes for good: importing again updates by code.
    [4] Several values in one cell are separated by 、 or a semicolon.
    [5] A deputy of two congresses has two rows: the same code and name, another level; the other columns stand in the first row only.
    [6] Deputies who are no longer in the table leave office; their open opinions go back to staff, and the citizens are told.
    [7] Pictures are in a folder photos beside this file, JPEG or PNG, at most 2 MB each; the cell holds the file's name only.
    [8] When it is filled in, run liaison import FILE --dry-run, and then without --dry-run. Nothing is imported if anything is wrong.
   *[9] Point at a header to see what belongs into its column.
}
template-choose = Choose from the list
template-choose-code = A code that stands in the other sheet
template-note = { $column ->
    [assembly-code] The code of the congress; there is one row only.
    [assembly-name] The full name of the congress.
    [districts-code] The code of the place; each once.
    [districts-name] The full name, with its ending.
    [districts-kind] city, county, town or village, from the list.
    [districts-parent] The code of the place it lies in; blank for the topmost only.
    [districts-former] Names it had before; citizens find it by them. Several are separated by 、. May be blank.
    [committees-code] The committee's code.
    [committees-name] The committee's name.
    [committees-remit] One sentence, for citizens, on what it deals with.
    [groups-code] The group's code.
    [groups-name] The group's name, as the deputies' table has it.
    [groups-committee] Code of the committee it works with. May be blank.
    [groups-subjects] Codes of subjects, see congress/README.md; several are separated by 、. May be blank.
    [stations-code] The station's code.
    [stations-name] The station's name.
    [stations-address] The address, so that citizens find it.
    [stations-district] Code of the place where it is.
    [stations-hours] Opening and reception hours, shown as they are.
    [stations-latitude] Latitude (WGS 84); both coordinates or neither.
    [stations-longitude] Longitude (WGS 84).
    [deputies-code] The deputy's code; it stays for good.
    [deputies-name] The deputy's name.
    [deputies-level] national, provincial, city, county or town, from the list.
    [deputies-unit] Workplace and post.
    [deputies-delegation] The delegation.
    [deputies-district] Code of the place that elected the deputy.
    [deputies-committee] Code of the committee the deputy sits in. May be blank.
    [deputies-groups] Names of groups; several are separated by 、.
    [deputies-districts] Codes of the communities kept in touch with, separated by 、. They may stand in the sheet links instead.
    [deputies-stations] Codes of stations; several are separated by 、.
    [deputies-pledge] The public pledge, shown as it is.
    [deputies-phone] Only a number the deputy has released; citizens see it.
    [deputies-term_end] The last day of office, such as 2031-12-31; blank if not known.
    [deputies-profession] The profession, such as teacher; citizens find deputies by it.
    [deputies-photo] A file in the folder photos, such as D001.jpg. May be blank.
    [deputies-succeeds] Code of the deputy whose seat this one took. May be blank.
    [links-deputy] The deputy's code; a row for each community.
    [links-district] The community's code.
    [subjects-subject] The subject's code, see congress/README.md.
    [subjects-committee] Code of the committee in charge.
   *[subjects-assisting] Code of a committee that assists. May be blank.
}
